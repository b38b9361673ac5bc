#include <chrono>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/temporary_folder.hpp"
#include "machine/files.hpp"
#include "machine/system_clock.hpp"

namespace menshen::machine {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  TemporaryFolder folder_;  // NOLINT: read by the tests
};

TEST_F(Files, are_read_as_they_were_written) {
  const auto file = folder_.path() / "deep" / "down";
  ASSERT_TRUE(write_file(file, "first"));
  ASSERT_TRUE(write_file(file, "two"));
  EXPECT_EQ(read_file(file, 3).value().size(), 3U);
}

TEST_F(Files, are_not_read_beyond_the_limit) {
  ASSERT_TRUE(write_file(folder_.path() / "f", "four"));
  EXPECT_EQ(read_file(folder_.path() / "f", 3).error().code, Code::exhausted);
}

TEST_F(Files, that_are_not_there_are_named) {
  const auto bytes = read_file(folder_.path() / "nothing", 3);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, Code::not_found);
  EXPECT_NE(bytes.error().what.find("nothing"), std::string::npos);
}

TEST_F(Files, are_not_written_where_a_file_stands_for_a_folder) {
  ASSERT_TRUE(write_file(folder_.path() / "f", "x"));
  EXPECT_EQ(write_file(folder_.path() / "f" / "g", "x").error().code, Code::unavailable);
}

TEST(SystemClock, tells_a_time_after_this_was_written) {
  const SystemClock clock;
  EXPECT_GT(clock.now(), Instant{CivilDate{std::chrono::year{2026} / 1 / 1}});
  const auto before = clock.monotonic();
  EXPECT_GE(clock.monotonic(), before);
}

}  // namespace
}  // namespace menshen::machine
