#include "catalogue/condition.hpp"

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"

namespace menshen::catalogue {
namespace {

using namespace std::chrono_literals;

struct Row {
  std::string_view name;
  CivilDate day;
  std::int64_t amount;
  Period period;
  bool is_back;
  CivilDate expected;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// clang-format off
const Row kRows[] = {
    {"no_days",                  2025y / 6 / 1,   0,  Period::days,   false, 2025y / 6 / 1},
    {"thirty_days",              2025y / 6 / 1,   30, Period::days,   false, 2025y / 7 / 1},
    {"a_day_back_over_new_year", 2026y / 1 / 1,   1,  Period::days,   true,  2025y / 12 / 31},
    {"a_month",                  2025y / 6 / 15,  1,  Period::months, false, 2025y / 7 / 15},
    {"a_month_without_that_day", 2025y / 1 / 31,  1,  Period::months, false, 2025y / 2 / 28},
    {"a_month_in_a_leap_year",   2024y / 1 / 31,  1,  Period::months, false, 2024y / 2 / 29},
    {"months_over_new_year",     2025y / 11 / 30, 3,  Period::months, false, 2026y / 2 / 28},
    {"months_back",              2026y / 2 / 28,  3,  Period::months, true,  2025y / 11 / 28},
    {"three_years",              2025y / 6 / 1,   3,  Period::years,  false, 2028y / 6 / 1},
    {"a_year_from_a_leap_day",   2024y / 2 / 29,  1,  Period::years,  false, 2025y / 2 / 28},
    {"four_years_to_a_leap_day", 2024y / 2 / 29,  4,  Period::years,  false, 2028y / 2 / 29},
};
// clang-format on

class Moved : public testing::TestWithParam<Row> {};

TEST_P(Moved, reaches_the_same_day_of_the_month_or_its_last) {
  const Row& row = GetParam();
  const auto days =
      moved(row.day.time_since_epoch().count(), row.amount, row.period, row.is_back);
  EXPECT_EQ(to_text(CivilDate{std::chrono::days{days}}), to_text(row.expected));
}

INSTANTIATE_TEST_SUITE_P(table, Moved, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::catalogue
