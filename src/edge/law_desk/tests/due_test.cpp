#include "law_desk/due.hpp"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "law_yaml/testing/the_law.hpp"

namespace menshen::law_desk {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

std::string due(CivilDate from, std::int64_t count, Language language = Language::en) {
  return due_as_text(count_working_days(law_yaml::the_law(MENSHEN_LAW_DIR), from, count),
                     language);
}

TEST(Due, shows_both_readings) {
  const std::string text = due(2025y / 6 / 3, 30);
  EXPECT_THAT(text, HasSubstr("2025-07-15"));
  EXPECT_THAT(text, HasSubstr("2025-07-14"));
}

TEST(Due, says_what_it_waits_for) {
  const std::string text = due(2026y / 11 / 20, 30);
  EXPECT_THAT(text, HasSubstr("not before 2027-01-01, unknown until the notice for 2027"));
  EXPECT_THAT(text, HasSubstr("2026-12-31"));
  EXPECT_THAT(due(2026y / 11 / 20, 30, Language::zh), HasSubstr("2027 年"));
}

TEST(Due, is_null_in_json_where_it_is_unknown) {
  const auto answer =
      count_working_days(law_yaml::the_law(MENSHEN_LAW_DIR), 2026y / 11 / 20, 30);
  EXPECT_FALSE(answer.is_announced());
  EXPECT_THAT(due_as_json(answer), HasSubstr(R"("due":{"day":null)"));
}

}  // namespace
}  // namespace menshen::law_desk
