// What every Files must do. Include in one test file per adapter, then instantiate the suite
// with a factory and a folder that is empty at the beginning of each test.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen {

struct MakeFiles {
  std::string_view adapter;  // its name in the output
  std::function<std::pair<std::shared_ptr<Files>, std::filesystem::path>()> empty;
};

inline std::ostream& operator<<(std::ostream& out, const MakeFiles& make) {
  return out << make.adapter;
}

class FilesContract : public testing::TestWithParam<MakeFiles> {
 protected:
  using Mode = Files::Mode;

  FilesContract() { std::tie(files_, folder_) = GetParam().empty(); }

  static std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
  }

  static std::string text(std::span<const std::byte> bytes) {
    std::string text(bytes.size(), '\0');
    std::ranges::transform(bytes, text.begin(),
                           [](std::byte byte) { return std::to_integer<char>(byte); });
    return text;
  }

  static std::string read(const File& file, std::uint64_t offset, std::size_t count) {
    std::vector<std::byte> out(count);
    out.resize(file.read_at(offset, out).value());
    return text(out);
  }

  std::unique_ptr<File> make(const char* name, std::string_view content) {
    auto file = files_->open(folder_ / name, Mode::create).value();
    EXPECT_TRUE(file->write_at(0, bytes(content)));
    EXPECT_TRUE(file->sync());
    return file;
  }

  std::shared_ptr<Files> files_;
  std::filesystem::path folder_;
};

TEST_P(FilesContract, reads_what_was_written) {
  auto file = make("f", "hello");
  EXPECT_EQ(read(*file, 0, 5), "hello");
  EXPECT_EQ(read(*file, 1, 2), "el");
  EXPECT_EQ(file->size().value(), 5U);
  ASSERT_TRUE(file->write_at(1, bytes("u")));
  file = files_->open(folder_ / "f", Mode::read).value();
  EXPECT_EQ(read(*file, 0, 5), "hullo");
}

TEST_P(FilesContract, reads_no_further_than_the_end) {
  const auto file = make("f", "hello");
  EXPECT_EQ(read(*file, 3, 9), "lo");
  EXPECT_EQ(read(*file, 5, 9), "");
  EXPECT_EQ(read(*file, 99, 9), "");
}

TEST_P(FilesContract, fills_a_gap_with_zeros) {
  const auto file = make("f", "a");
  ASSERT_TRUE(file->write_at(3, bytes("b")));
  EXPECT_EQ(read(*file, 0, 9), std::string("a\0\0b", 4));
}

TEST_P(FilesContract, writes_and_reads_more_than_a_page) {
  const std::string big(300'001, 'x');
  const auto file = make("f", big);
  EXPECT_EQ(read(*file, 0, big.size()), big);
}

TEST_P(FilesContract, opens_for_reading_and_writing_only_what_is_there) {
  for (const Mode mode : {Mode::read, Mode::write}) {
    const auto missing = files_->open(folder_ / "missing", mode);
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Code::not_found);
    EXPECT_NE(missing.error().what.find("missing"), std::string::npos);
  }
  make("f", "old");
  const auto file = files_->open(folder_ / "f", Mode::write).value();
  ASSERT_TRUE(file->write_at(0, bytes("n")));
  EXPECT_EQ(read(*file, 0, 9), "nld");
}

TEST_P(FilesContract, creates_only_what_is_not_there) {
  make("f", "old");
  EXPECT_EQ(files_->open(folder_ / "f", Mode::create).error().code, Code::conflict);
  EXPECT_EQ(files_->open(folder_ / "no" / "f", Mode::create).error().code, Code::not_found);
}

TEST_P(FilesContract, lets_one_hold_a_file_until_it_is_closed) {
  auto held = files_->open(folder_ / "lock", Mode::exclusive).value();
  EXPECT_EQ(files_->open(folder_ / "lock", Mode::exclusive).error().code, Code::conflict);
  held = nullptr;
  EXPECT_TRUE(files_->open(folder_ / "lock", Mode::exclusive));
}

TEST_P(FilesContract, shows_the_whole_of_a_file) {
  make("f", "hello");
  const auto file = files_->open(folder_ / "f", Mode::read).value();
  EXPECT_EQ(text(file->view().value()), "hello");
  EXPECT_EQ(file->view().value().data(), file->view().value().data());
  make("empty", "");
  EXPECT_TRUE(files_->open(folder_ / "empty", Mode::read).value()->view().value().empty());
}

TEST_P(FilesContract, renames_over_what_is_there) {
  make("a", "new");
  make("b", "old");
  ASSERT_TRUE(files_->rename(folder_ / "a", folder_ / "b"));
  ASSERT_TRUE(files_->sync_folder(folder_));
  EXPECT_EQ(files_->list(folder_).value(), std::vector<std::string>{"b"});
  EXPECT_EQ(read(*files_->open(folder_ / "b", Mode::read).value(), 0, 9), "new");
  EXPECT_EQ(files_->rename(folder_ / "a", folder_ / "b").error().code, Code::not_found);
}

TEST_P(FilesContract, keeps_an_open_file_that_is_renamed_or_removed) {
  const auto file = make("a", "hoe");
  ASSERT_TRUE(files_->rename(folder_ / "a", folder_ / "b"));
  ASSERT_TRUE(file->write_at(0, bytes("t")));
  EXPECT_EQ(read(*files_->open(folder_ / "b", Mode::read).value(), 0, 9), "toe");
  ASSERT_TRUE(files_->remove(folder_ / "b"));
  EXPECT_EQ(read(*file, 0, 9), "toe");
  EXPECT_EQ(files_->open(folder_ / "b", Mode::read).error().code, Code::not_found);
}

TEST_P(FilesContract, removes_what_is_not_there_without_complaint) {
  EXPECT_TRUE(files_->remove(folder_ / "missing"));
  EXPECT_TRUE(files_->remove(folder_ / "missing" / "below"));
}

TEST_P(FilesContract, makes_a_folder_and_those_above_it) {
  const auto deep = folder_ / "a" / "b" / "c";
  ASSERT_TRUE(files_->make_folder(deep));
  ASSERT_TRUE(files_->make_folder(deep));
  EXPECT_TRUE(files_->open(deep / "f", Mode::create));
  EXPECT_EQ(files_->list(deep).value(), std::vector<std::string>{"f"});
}

TEST_P(FilesContract, makes_no_folder_where_a_file_stands) {
  make("f", "");
  EXPECT_EQ(files_->make_folder(folder_ / "f" / "g").error().code, Code::unavailable);
}

TEST_P(FilesContract, lists_files_sorted_and_no_folders) {
  EXPECT_TRUE(files_->list(folder_).value().empty());
  EXPECT_TRUE(files_->list(folder_ / "missing").value().empty());
  for (const char* name : {"b", "c", "a"}) make(name, "");
  ASSERT_TRUE(files_->make_folder(folder_ / "d"));
  EXPECT_EQ(files_->list(folder_).value(), (std::vector<std::string>{"a", "b", "c"}));
}

TEST_P(FilesContract, syncs_only_a_folder_that_is_there) {
  EXPECT_TRUE(files_->sync_folder(folder_));
  EXPECT_EQ(files_->sync_folder(folder_ / "missing").error().code, Code::unavailable);
}

TEST_P(FilesContract, reads_in_one_thread_what_another_does_not_write) {
  const auto file = make("f", std::string(4096, 'a'));
  std::atomic<bool> is_done = false;
  std::thread writer([&] {
    for (int i = 0; i < 100; ++i) {
      EXPECT_TRUE(file->write_at(4096 + static_cast<std::uint64_t>(i) * 100,
                                 bytes(std::string(100, 'b'))));
    }
    is_done = true;
  });
  do {
    EXPECT_EQ(read(*file, 0, 4096), std::string(4096, 'a'));
  } while (!is_done);
  writer.join();
  EXPECT_EQ(file->size().value(), 4096U + 100 * 100);
}

}  // namespace menshen
