#include "machine/posix_files.hpp"

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/testing/files_contract.hpp"

namespace menshen {
namespace {

namespace fs = std::filesystem;
using machine::PosixFiles;

// A folder of its own, gone with it.
class TemporaryPosixFiles final {
 public:
  TemporaryPosixFiles() {
    std::string path = (fs::temp_directory_path() / "menshen-files-XXXXXX").string();
    folder = mkdtemp(path.data());
  }
  TemporaryPosixFiles(const TemporaryPosixFiles&) = delete;
  TemporaryPosixFiles& operator=(const TemporaryPosixFiles&) = delete;
  TemporaryPosixFiles(TemporaryPosixFiles&&) = delete;
  TemporaryPosixFiles& operator=(TemporaryPosixFiles&&) = delete;
  ~TemporaryPosixFiles() { fs::remove_all(folder); }

  PosixFiles files;
  fs::path folder;
};

INSTANTIATE_TEST_SUITE_P(Posix, FilesContract,
                         testing::Values(MakeFiles{
                             .adapter = "PosixFiles", .empty = [] {
                               auto made = std::make_shared<TemporaryPosixFiles>();
                               auto& files = made->files;
                               const auto folder = made->folder;
                               return std::pair(std::shared_ptr<Files>(std::move(made), &files),
                                                folder);
                             }}));

TEST(PosixFiles, are_for_their_owner_only) {
  TemporaryPosixFiles made;
  ASSERT_TRUE(made.files.make_folder(made.folder / "d"));
  ASSERT_TRUE(made.files.open(made.folder / "d" / "f", Files::Mode::create));
  EXPECT_EQ(fs::status(made.folder / "d").permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(made.folder / "d" / "f").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST(PosixFiles, make_folders_below_the_working_folder) {
  TemporaryPosixFiles made;
  const fs::path before = fs::current_path();
  fs::current_path(made.folder);
  EXPECT_TRUE(made.files.make_folder("a/b/"));
  EXPECT_TRUE(fs::is_directory("a/b"));
  EXPECT_TRUE(made.files.sync_folder(""));
  fs::current_path(before);
}

TEST(PosixFiles, say_what_the_system_says) {
  TemporaryPosixFiles made;
  const auto missing = made.files.open(made.folder / "f", Files::Mode::read);
  EXPECT_NE(missing.error().what.find("No such file"), std::string::npos);
}

TEST(PosixFiles, are_exhausted_when_the_disk_is_full) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no device that is always full";
  PosixFiles files;
  const auto file = files.open("/dev/full", Files::Mode::write).value();
  constexpr std::string_view kText = "x";
  const auto written = file->write_at(0, std::as_bytes(std::span(kText)));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Code::exhausted);
  EXPECT_NE(written.error().what.find("/dev/full"), std::string::npos);
}

TEST(PosixFiles, cannot_write_what_was_opened_for_reading) {
  TemporaryPosixFiles made;
  ASSERT_TRUE(made.files.open(made.folder / "f", Files::Mode::create));
  const auto file = made.files.open(made.folder / "f", Files::Mode::read).value();
  constexpr std::string_view kText = "x";
  EXPECT_EQ(file->write_at(0, std::as_bytes(std::span(kText))).error().code, Code::unavailable);
}

}  // namespace
}  // namespace menshen
