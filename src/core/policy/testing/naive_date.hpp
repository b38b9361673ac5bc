// For tests only: a date of the Gregorian calendar as school teaches it, without <chrono>.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

#include "base/civil_date.hpp"

namespace menshen::policy {

struct NaiveDate {
  std::int64_t year = 1970;
  std::int64_t month = 1;
  std::int64_t day_of_month = 1;

  auto operator<=>(const NaiveDate&) const = default;

  static NaiveDate of(CivilDate day) {
    NaiveDate date;
    date.add_days(day.time_since_epoch().count());
    return date;
  }

  [[nodiscard]] CivilDate day() const {
    std::int64_t days = day_of_month - 1;
    for (std::int64_t m = 1; m < month; ++m) days += days_in(year, m);
    for (std::int64_t y = 1970; y < year; ++y) days += days_in(y);
    for (std::int64_t y = year; y < 1970; ++y) days -= days_in(y);
    return CivilDate{std::chrono::days{days}};
  }

  void add_days(std::int64_t days) {
    day_of_month += days;
    while (day_of_month > days_in(year) + 31)
      day_of_month -= days_in(month > 2 ? year + 1 : year), ++year;
    while (day_of_month > days_in(year, month)) {
      day_of_month -= days_in(year, month);
      next_month();
    }
    while (day_of_month < 1) {
      month == 1 ? (--year, month = 12) : --month;
      day_of_month += days_in(year, month);
    }
  }

  // The same day of another month, or that month's last.
  void add_months(std::int64_t months) {
    for (; months > 0; --months) next_month();
    for (; months < 0; ++months) month == 1 ? (--year, month = 12) : --month;
    if (day_of_month > days_in(year, month)) day_of_month = days_in(year, month);
  }

 private:
  static bool is_leap(std::int64_t year) {
    return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
  }
  static std::int64_t days_in(std::int64_t year) { return is_leap(year) ? 366 : 365; }
  static std::int64_t days_in(std::int64_t year, std::int64_t month) {
    if (month == 2) return is_leap(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  void next_month() { month == 12 ? (++year, month = 1) : ++month; }
};

}  // namespace menshen::policy
