#include "log_lines/log.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace menshen::log_lines {
namespace {

constexpr std::string_view kAt = "2026-11-23T01:02:03Z";

TEST(Log, is_a_line_of_json_for_programs) {
  EXPECT_EQ(to_line(Form::json, kAt, Level::info, "request",
                    {{"operation", std::string_view("verifyFace")},
                     {"status", std::int64_t{200}},
                     {"is_ok", true}}),
            R"({"at":"2026-11-23T01:02:03Z","level":"info","event":"request",)"
            R"("operation":"verifyFace","status":200,"is_ok":true})");
}

TEST(Log, is_a_line_of_words_for_people) {
  EXPECT_EQ(to_line(Form::text, kAt, Level::warning, "slow", {{"ms", 1.5}}),
            "2026-11-23T01:02:03Z warning slow ms=1.5");
}

TEST(Log, keeps_an_event_on_one_line) {
  const auto line = to_line(Form::json, kAt, Level::error, "failed",
                            {{"why", std::string_view("two\nlines \"quoted\"")}});
  EXPECT_THAT(line, testing::Not(testing::HasSubstr("\n")));
}

TEST(Log, writes_what_waits_before_it_ends_and_nothing_below_its_level) {
  testing::internal::CaptureStderr();
  {
    Log log(Form::text, Level::info);
    for (int i = 0; i < 100; ++i) log.write(Level::info, "said");
    log.write(Level::debug, "whispered");
  }
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 100);
  EXPECT_THAT(said, testing::Not(testing::HasSubstr("whispered")));
}

}  // namespace
}  // namespace menshen::log_lines
