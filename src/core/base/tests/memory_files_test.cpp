#include "base/testing/memory_files.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/testing/files_contract.hpp"

namespace menshen {
namespace {

INSTANTIATE_TEST_SUITE_P(Memory, FilesContract,
                         testing::Values(MakeFiles{
                             .adapter = "MemoryFiles", .empty = [] {
                               auto files = std::make_shared<MemoryFiles>();
                               EXPECT_TRUE(files->make_folder("/empty"));
                               return std::pair<std::shared_ptr<Files>, std::filesystem::path>(
                                   std::move(files), "/empty");
                             }}));

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string content(Files& files, const char* name) {
  const auto file = files.open(name, Files::Mode::read);
  if (!file) return "not there";
  std::string text((*file)->size().value(), '?');
  EXPECT_TRUE((*file)->read_at(0, std::as_writable_bytes(std::span(text))));
  return text;
}

TEST(MemoryFiles, fails_the_operation_it_is_told_once) {
  MemoryFiles files;
  const auto file = files.open("f", Files::Mode::create).value();
  files.fail({.operation = FileOperation::write, .nth = 2, .code = Code::exhausted});
  EXPECT_TRUE(file->write_at(0, bytes("a")));
  EXPECT_TRUE(file->sync());
  EXPECT_TRUE(files.has_fault());
  EXPECT_EQ(file->write_at(0, bytes("b")).error().code, Code::exhausted);
  EXPECT_FALSE(files.has_fault());
  EXPECT_TRUE(file->write_at(0, bytes("c")));
  EXPECT_EQ(files.count(FileOperation::write), 3U);
  EXPECT_EQ(content(files, "f"), "c");
}

TEST(MemoryFiles, writes_half_when_told_to_write_short) {
  MemoryFiles files;
  const auto file = files.open("f", Files::Mode::create).value();
  files.fail({.operation = FileOperation::write, .is_short = true});
  EXPECT_FALSE(file->write_at(0, bytes("abcd")));
  EXPECT_EQ(content(files, "f"), "ab");
}

TEST(MemoryFiles, fails_every_kind_of_operation) {
  for (const FileOperation operation : kFileOperations) {
    MemoryFiles files;
    const auto file = files.open("f", Files::Mode::create).value();
    files.fail({.operation = operation});
    const bool is_failing[] = {!file->write_at(0, bytes("a")),
                               !file->sync(),
                               !files.open("g", Files::Mode::create),
                               !files.rename("f", "h"),
                               !files.remove("h"),
                               !files.sync_folder("")};
    for (std::size_t i = 0; i < kFileOperations.size(); ++i) {
      EXPECT_EQ(is_failing[i], kFileOperations[i] == operation);
    }
  }
}

TEST(MemoryFiles, is_full_until_there_is_room) {
  MemoryFiles files;
  files.set_capacity(4);
  const auto file = files.open("f", Files::Mode::create).value();
  EXPECT_TRUE(file->write_at(0, bytes("abcd")));
  EXPECT_TRUE(file->write_at(1, bytes("x")));
  EXPECT_EQ(file->write_at(4, bytes("e")).error().code, Code::exhausted);
  const auto other = files.open("g", Files::Mode::create).value();
  EXPECT_EQ(other->write_at(0, bytes("e")).error().code, Code::exhausted);
  EXPECT_TRUE(files.remove("f"));
  EXPECT_TRUE(other->write_at(0, bytes("e")));
}

// What may be found after a loss of power, in many of them.
std::set<std::string> found_after(const MemoryFiles& files, const char* name) {
  std::mt19937_64 random(1);
  std::set<std::string> found;
  for (int i = 0; i < 200; ++i) found.insert(content(*files.crash(random), name));
  return found;
}

TEST(MemoryFiles, keeps_what_was_synced_when_power_is_lost) {
  MemoryFiles files;
  const auto file = files.open("f", Files::Mode::create).value();
  EXPECT_TRUE(file->write_at(0, bytes("old")));
  EXPECT_TRUE(file->sync());
  EXPECT_EQ(found_after(files, "f"), (std::set<std::string>{"old", "not there"}));
  EXPECT_TRUE(files.sync_folder(""));
  EXPECT_EQ(found_after(files, "f"), std::set<std::string>{"old"});
  EXPECT_TRUE(file->write_at(0, bytes("new")));
  EXPECT_EQ(found_after(files, "f"), (std::set<std::string>{"old", "new"}));
  EXPECT_TRUE(files.rename("f", "g"));
  EXPECT_EQ(found_after(files, "g"), (std::set<std::string>{"old", "new", "not there"}));
}

TEST(MemoryFiles, loses_each_sector_by_itself) {
  MemoryFiles files;
  const auto file = files.open("f", Files::Mode::create).value();
  EXPECT_TRUE(file->write_at(0, bytes(std::string(1024, 'a'))));
  EXPECT_TRUE(file->sync());
  EXPECT_TRUE(files.sync_folder(""));
  EXPECT_TRUE(file->write_at(0, bytes(std::string(1024, 'b'))));
  const std::string a(512, 'a');
  const std::string b(512, 'b');
  EXPECT_EQ(found_after(files, "f"), (std::set{a + a, a + b, b + a, b + b}));
}

TEST(MemoryFiles, never_writes_what_a_sync_failed_to_write) {
  MemoryFiles files;
  const auto file = files.open("f", Files::Mode::create).value();
  EXPECT_TRUE(files.sync_folder(""));
  EXPECT_TRUE(file->write_at(0, bytes("old")));
  EXPECT_TRUE(file->sync());
  EXPECT_TRUE(file->write_at(0, bytes("new")));
  files.fail({.operation = FileOperation::sync});
  EXPECT_FALSE(file->sync());
  EXPECT_TRUE(file->sync());
  EXPECT_EQ(content(files, "f"), "new");
  EXPECT_EQ(found_after(files, "f"), (std::set<std::string>{"old", "new"}));
}

}  // namespace
}  // namespace menshen
