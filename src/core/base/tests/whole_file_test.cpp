#include "base/whole_file.hpp"

#include <optional>
#include <random>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/memory_files.hpp"

namespace menshen {
namespace {

constexpr const char* kFile = "/state/key";

TEST(WholeFile, is_read_as_it_was_replaced_last) {
  MemoryFiles files;
  ASSERT_TRUE(files.make_folder("/state"));
  EXPECT_EQ(read_whole(files, kFile, 100).error().code, Code::not_found);
  ASSERT_TRUE(replace_whole(files, kFile, "one"));
  ASSERT_TRUE(replace_whole(files, kFile, ""));
  EXPECT_EQ(read_whole(files, kFile, 100), "");
  ASSERT_TRUE(replace_whole(files, kFile, "three"));
  EXPECT_EQ(read_whole(files, kFile, 5), "three");
  EXPECT_EQ(read_whole(files, kFile, 4).error().code, Code::corrupt);
}

TEST(WholeFile, that_may_not_be_there_is_read_as_null_and_only_then) {
  MemoryFiles files;
  ASSERT_TRUE(files.make_folder("/state"));
  EXPECT_EQ(read_if_there(files, kFile, 100).value(), std::nullopt);
  ASSERT_TRUE(replace_whole(files, kFile, "three"));
  EXPECT_EQ(read_if_there(files, kFile, 100).value(), "three");
  EXPECT_EQ(read_if_there(files, kFile, 4).error().code, Code::corrupt);
}

TEST(WholeFile, is_the_older_or_the_newer_one_whatever_fails_and_when_power_goes) {
  std::mt19937_64 random(1);
  for (const FileOperation operation : kFileOperations) {
    for (int round = 0; round < 20; ++round) {
      MemoryFiles files;
      ASSERT_TRUE(files.make_folder("/state"));
      ASSERT_TRUE(replace_whole(files, kFile, "older"));
      files.fail({.operation = operation, .is_short = round % 2 == 0});
      EXPECT_FALSE(replace_whole(files, kFile, "newer"));
      const auto after = files.crash(random);
      const auto text = read_whole(*after, kFile, 100);
      ASSERT_TRUE(text);
      EXPECT_TRUE(*text == "older" || *text == "newer") << *text;
      ASSERT_TRUE(replace_whole(*after, kFile, "newest"));
      EXPECT_EQ(read_whole(*after->crash(random), kFile, 100), "newest");
    }
  }
}

}  // namespace
}  // namespace menshen
