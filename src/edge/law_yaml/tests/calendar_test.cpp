// The calendar of the repository: deadlines worked out by hand, and every day against an
// independent package.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "catalogue/calendar.hpp"
#include "law_yaml/read_calendar.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kFirstYear = 2021y;
constexpr auto kLastYear = 2026y;

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const catalogue::Calendar& calendar() {
  static const auto read = [] {
    std::vector<catalogue::CalendarYear> years;
    for (const auto& entry :
         fs::directory_iterator(fs::path(MENSHEN_LAW_DIR) / "cn/calendar")) {
      const auto root = plain_yaml::read_plain_yaml(bytes_of(entry.path())).value();
      years.push_back(read_calendar_year(root).value());
    }
    return catalogue::Calendar::make(std::move(years)).value();
  }();
  return read;
}

struct Row {
  std::string_view name;
  CivilDate start;
  CivilDate thirty;           // the first day not counted
  CivilDate thirty_earliest;  // counted
  CivilDate twenty;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// Counted by hand from the notices.
// clang-format off
const Row kRows[] = {
    {"the_transition_of_2025", 2025y / 6 / 1,   2025y / 7 / 14,  2025y / 7 / 14,  2025y / 6 / 30},
    {"tuesday",                2025y / 6 / 3,   2025y / 7 / 15,  2025y / 7 / 14,  2025y / 7 / 1},
    {"friday",                 2025y / 6 / 6,   2025y / 7 / 18,  2025y / 7 / 17,  2025y / 7 / 4},
    {"over_national_day",      2025y / 9 / 22,  2025y / 11 / 7,  2025y / 11 / 6,  2025y / 10 / 24},
    {"over_new_year",          2025y / 12 / 15, 2026y / 1 / 27,  2026y / 1 / 26,  2026y / 1 / 13},
    {"over_spring_festival",   2026y / 1 / 30,  2026y / 3 / 19,  2026y / 3 / 18,  2026y / 3 / 5},
    {"over_labour_day",        2026y / 4 / 1,   2026y / 5 / 18,  2026y / 5 / 15,  2026y / 4 / 30},
    {"over_mid_autumn",        2026y / 9 / 10,  2026y / 10 / 28, 2026y / 10 / 27, 2026y / 10 / 14},
    {"monday_of_november",     2026y / 11 / 9,  2026y / 12 / 21, 2026y / 12 / 18, 2026y / 12 / 7},
    {"to_the_end_of_2026",     2026y / 11 / 19, 2026y / 12 / 31, 2026y / 12 / 30, 2026y / 12 / 17},
};
// clang-format on

class TheCalendar : public testing::TestWithParam<Row> {};

TEST_P(TheCalendar, counts_as_a_person_would) {
  const Row& row = GetParam();
  const auto thirty = calendar().working_days_after(row.start, 30);
  const auto twenty = calendar().working_days_after(row.start, 20);
  EXPECT_EQ(to_text(thirty.last_day.day), to_text(row.thirty));
  EXPECT_EQ(to_text(thirty.earliest.day), to_text(row.thirty_earliest));
  EXPECT_EQ(to_text(twenty.last_day.day), to_text(row.twenty));
  EXPECT_EQ(thirty.last_day.waits_for, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(table, TheCalendar, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(TheCalendar, waits_for_the_notice_of_2027) {
  const auto thirty = calendar().working_days_after(2026y / 11 / 20, 30);
  EXPECT_EQ(to_text(thirty.last_day.day), "2027-01-01");
  EXPECT_EQ(thirty.last_day.waits_for, 2027y);
  EXPECT_EQ(to_text(thirty.earliest.day), "2026-12-31");
  EXPECT_EQ(thirty.earliest.waits_for, std::nullopt);
}

// Announcement of the Cyberspace Administration of 2025-05-30: whoever was over the threshold
// when the Measures came into force files by 2025-07-14. The way there, week by week.
TEST(TheCalendar, reaches_the_official_day_of_the_first_filing) {
  const std::pair<int, CivilDate> steps[] = {
      {1, 2025y / 6 / 3},   {4, 2025y / 6 / 6},  {9, 2025y / 6 / 13},  {14, 2025y / 6 / 20},
      {19, 2025y / 6 / 27}, {24, 2025y / 7 / 4}, {29, 2025y / 7 / 11}, {30, 2025y / 7 / 14},
  };
  for (const auto& [count, day] : steps) {
    const auto counted = calendar().working_days_after(2025y / 6 / 1, count);
    EXPECT_EQ(to_text(counted.last_day.day), to_text(day)) << count;
    EXPECT_EQ(to_text(counted.earliest.day), to_text(day)) << count;
  }
}

TEST(TheCalendar, names_each_notice) {
  ASSERT_EQ(calendar().years().size(), 6U);
  for (const auto& year : calendar().years()) {
    EXPECT_LT(year.noticed_on, CivilDate{year.year / 1 / 1});
    EXPECT_FALSE(year.source.empty());
  }
  EXPECT_EQ(calendar().years()[4].number, "国办发明电〔2024〕12号");
}

// chinese-days, a package by other hands; `./dev setup` puts its data into .deps.
TEST(TheCalendar, agrees_with_an_independent_package_on_every_day) {
  const fs::path path = fs::path(MENSHEN_DEPS_DIR) / "calendar/chinese-days.json";
  const auto other = plain_yaml::read_plain_yaml(bytes_of(path));
  ASSERT_TRUE(other) << path << ": " << other.error().what << "; run ./dev setup";
  const auto* holidays = other->find("holidays");
  const auto* workdays = other->find("workdays");
  ASSERT_TRUE(holidays != nullptr && workdays != nullptr) << path;

  int days = 0;
  const CivilDate end = kLastYear / 12 / 31;
  for (CivilDate day = kFirstYear / 1 / 1; day <= end; day += std::chrono::days{1}) {
    const std::chrono::weekday weekday{day};
    const bool is_weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
    const bool is_worked = workdays->find(to_text(day)) != nullptr ||
                           (!is_weekend && holidays->find(to_text(day)) == nullptr);
    EXPECT_EQ(calendar().is_working_day(day), is_worked) << to_text(day);
    ++days;
  }
  EXPECT_EQ(days, 2191);
}

}  // namespace
}  // namespace menshen::law_yaml
