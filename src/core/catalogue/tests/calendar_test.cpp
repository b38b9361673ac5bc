#include "catalogue/calendar.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"

namespace menshen::catalogue {
namespace {

using namespace std::chrono_literals;

// New Year of 2026 is a Thursday; the Friday after it is off too, and the Sunday worked.
CalendarYear year_2026() {
  return {.year = 2026y,
          .file = "2026.yaml",
          .holidays = {
              {.title = {}, .off = {2026y / 1 / 1, 2026y / 1 / 2}, .worked = {2026y / 1 / 4}}}};
}

Calendar calendar() {
  return Calendar::make({{.year = 2028y, .file = "2028.yaml"},
                         year_2026(),
                         {.year = 2025y, .file = "2025.yaml"}})
      .value();
}

struct Count {
  std::string_view name;
  CivilDate start;
  std::int64_t count;
  CountedDay last_day;
  CountedDay earliest;
};

std::ostream& operator<<(std::ostream& out, const Count& row) { return out << row.name; }

CountedDay on(CivilDate day) { return {.day = day, .waits_for = std::nullopt}; }
CountedDay not_before(CivilDate day, std::chrono::year year) {
  return {.day = day, .waits_for = year};
}

// clang-format off
const Count kCounts[] = {
    {"the_day_itself",                2026y / 1 / 3,   0, on(2026y / 1 / 3),   on(2026y / 1 / 3)},
    {"over_a_weekend",                2025y / 6 / 6,   1, on(2025y / 6 / 9),   on(2025y / 6 / 6)},
    {"from_a_day_off",                2025y / 6 / 7,   1, on(2025y / 6 / 9),   on(2025y / 6 / 9)},
    {"over_new_year",                 2025y / 12 / 31, 1, on(2026y / 1 / 4),   on(2025y / 12 / 31)},
    {"from_a_worked_sunday",          2026y / 1 / 4,   1, on(2026y / 1 / 5),   on(2026y / 1 / 4)},
    {"to_the_last_day_known",         2026y / 12 / 30, 1, on(2026y / 12 / 31), on(2026y / 12 / 30)},
    {"a_day_too_far",                 2026y / 12 / 31, 1, not_before(2027y / 1 / 1, 2027y), on(2026y / 12 / 31)},
    {"three_days_too_far",            2026y / 12 / 31, 3, not_before(2027y / 1 / 3, 2027y), not_before(2027y / 1 / 2, 2027y)},
    {"within_a_year_without_notice",  2027y / 5 / 1,   3, not_before(2027y / 5 / 4, 2027y), not_before(2027y / 5 / 3, 2027y)},
    {"over_a_year_without_notice",    2027y / 12 / 31, 1, on(2028y / 1 / 3),   not_before(2027y / 12 / 31, 2027y)},
    {"before_all_notices",            2024y / 12 / 1,  9, not_before(2024y / 12 / 10, 2024y), not_before(2024y / 12 / 9, 2024y)},
};
// clang-format on

class WorkingDaysAfter : public testing::TestWithParam<Count> {};

TEST_P(WorkingDaysAfter, is_counted_both_ways_and_never_guessed) {
  const Count& row = GetParam();
  const auto counted = calendar().working_days_after(row.start, row.count);
  EXPECT_EQ(to_text(counted.last_day.day), to_text(row.last_day.day));
  EXPECT_EQ(counted.last_day.waits_for, row.last_day.waits_for);
  EXPECT_EQ(to_text(counted.earliest.day), to_text(row.earliest.day));
  EXPECT_EQ(counted.earliest.waits_for, row.earliest.waits_for);
}

INSTANTIATE_TEST_SUITE_P(table, WorkingDaysAfter, testing::ValuesIn(kCounts),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Calendar, knows_the_plain_week_the_days_off_and_the_days_worked_instead) {
  const auto days = calendar();
  EXPECT_EQ(days.is_working_day(2025y / 6 / 6), true);   // a Friday
  EXPECT_EQ(days.is_working_day(2025y / 6 / 7), false);  // a Saturday
  EXPECT_EQ(days.is_working_day(2026y / 1 / 2), false);
  EXPECT_EQ(days.is_working_day(2026y / 1 / 4), true);
  EXPECT_EQ(days.is_working_day(2027y / 6 / 4), std::nullopt);
  EXPECT_EQ(Calendar().is_working_day(2025y / 6 / 6), std::nullopt);
}

TEST(Calendar, moves_an_end_on_a_day_off_to_the_next_working_day) {
  const auto days = calendar();
  EXPECT_EQ(days.working_day_from(2025y / 6 / 6), on(2025y / 6 / 6));
  EXPECT_EQ(days.working_day_from(2025y / 6 / 7), on(2025y / 6 / 9));
  EXPECT_EQ(days.working_day_from(2026y / 1 / 1), on(2026y / 1 / 4));
  EXPECT_EQ(days.working_day_from(2027y / 6 / 4), not_before(2027y / 6 / 4, 2027y));
}

struct Harm {
  std::string_view name;
  std::function<void(std::vector<CalendarYear>&)> harm;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Harm& row) { return out << row.name; }

const Harm kHarms[] = {
    {"year_twice", [](auto& years) { years.push_back(year_2026()); },
     "2026.yaml: the year is given twice"},
    {"day_of_another_year",
     [](auto& years) { years[0].holidays[0].off = {CivilDate{2025y / 12 / 31}}; },
     "2026.yaml: 2025-12-31 is of another year"},
    {"day_twice", [](auto& years) { years[0].holidays.push_back(years[0].holidays[0]); },
     "2026.yaml: 2026-01-01 is given twice"},
    {"weekend_off", [](auto& years) { years[0].holidays[0].off = {CivilDate{2026y / 1 / 3}}; },
     "2026.yaml: 2026-01-03 is of a weekend, which is off anyway"},
    {"weekday_worked",
     [](auto& years) { years[0].holidays[0].worked = {CivilDate{2026y / 1 / 5}}; },
     "2026.yaml: 2026-01-05 is a weekday, which is worked anyway"},
};

class CalendarRefuses : public testing::TestWithParam<Harm> {};

TEST_P(CalendarRefuses, with_file_and_day) {
  std::vector<CalendarYear> years = {year_2026()};
  GetParam().harm(years);
  const auto calendar = Calendar::make(years);
  ASSERT_FALSE(calendar);
  EXPECT_EQ(calendar.error().what, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(table, CalendarRefuses, testing::ValuesIn(kHarms),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::catalogue
