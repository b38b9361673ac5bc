#include "catalogue/calendar.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"

namespace menshen::catalogue {
namespace {

constexpr std::chrono::days kOneDay{1};

std::chrono::year year_of(CivilDate day) { return std::chrono::year_month_day{day}.year(); }

CivilDate first_day(std::chrono::year year) { return year / std::chrono::January / 1; }
CivilDate last_day(std::chrono::year year) { return year / std::chrono::December / 31; }

bool is_weekend(CivilDate day) {
  const std::chrono::weekday weekday{day};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

Result<> check_day(const CalendarYear& year, CivilDate day, bool is_worked,
                   std::set<CivilDate>& seen) {
  const auto refuse = [&](std::string_view what) {
    return fail(Code::invalid_input, fmt::format("{}: {} {}", year.file, to_text(day), what));
  };
  if (year_of(day) != year.year) return refuse("is of another year");
  if (!seen.insert(day).second) return refuse("is given twice");
  if (is_worked && !is_weekend(day)) return refuse("is a weekday, which is worked anyway");
  if (!is_worked && is_weekend(day)) return refuse("is of a weekend, which is off anyway");
  return {};
}

Result<> check_year(const CalendarYear& year) {
  std::set<CivilDate> seen;
  for (const Holiday& holiday : year.holidays) {
    for (const CivilDate day : holiday.off) {
      if (auto sound = check_day(year, day, false, seen); !sound) return sound;
    }
    for (const CivilDate day : holiday.worked) {
      if (auto sound = check_day(year, day, true, seen); !sound) return sound;
    }
  }
  return {};
}

std::vector<CivilDate> working_days_of(const CalendarYear& year) {
  std::set<CivilDate> days;
  for (CivilDate day = first_day(year.year); day <= last_day(year.year); day += kOneDay) {
    if (!is_weekend(day)) days.insert(days.end(), day);
  }
  for (const Holiday& holiday : year.holidays) {
    for (const CivilDate day : holiday.off) days.erase(day);
    days.insert(holiday.worked.begin(), holiday.worked.end());
  }
  return {days.begin(), days.end()};
}

}  // namespace

Calendar::Calendar(std::vector<CalendarYear> years) : years_(std::move(years)) {
  for (const CalendarYear& year : years_) {
    const bool follows =
        !spans_.empty() && spans_.back().last + kOneDay == first_day(year.year);
    if (!follows) spans_.push_back({.first = first_day(year.year), .last = {}});
    spans_.back().last = last_day(year.year);
    const auto days = working_days_of(year);
    working_days_.insert(working_days_.end(), days.begin(), days.end());
  }
}

Result<Calendar> Calendar::make(std::vector<CalendarYear> years) {
  std::ranges::sort(years, {}, &CalendarYear::year);
  const auto twice = std::ranges::adjacent_find(years, {}, &CalendarYear::year);
  if (twice != years.end()) {
    return fail(Code::invalid_input,
                fmt::format("{}: the year is given twice", std::next(twice)->file));
  }
  for (const CalendarYear& year : years) {
    if (const auto sound = check_year(year); !sound) {
      return tl::unexpected<Error>(sound.error());
    }
  }
  return Calendar(std::move(years));
}

const Calendar::Span* Calendar::span_of(CivilDate day) const noexcept {
  const auto found = std::ranges::lower_bound(spans_, day, {}, &Span::last);
  return found == spans_.end() || day < found->first ? nullptr : &*found;
}

std::optional<bool> Calendar::is_working_day(CivilDate day) const noexcept {
  if (span_of(day) == nullptr) return std::nullopt;
  return std::ranges::binary_search(working_days_, day);
}

// The `count`-th working day (from 1) among `first` and the days after it. Where the notices
// end, each day still to count takes at least one day: that much is certain.
CountedDay Calendar::nth_from(CivilDate first, std::int64_t count) const noexcept {
  const Span* span = span_of(first);
  if (span == nullptr) {
    return {.day = first + std::chrono::days{count - 1}, .waits_for = year_of(first)};
  }
  const auto begin = std::ranges::lower_bound(working_days_, first);
  const auto end = std::ranges::upper_bound(working_days_, span->last);
  if (count <= end - begin) return {.day = begin[count - 1], .waits_for = std::nullopt};
  const auto left = count - (end - begin);
  return {.day = span->last + std::chrono::days{left},
          .waits_for = year_of(span->last + kOneDay)};
}

WorkingDays Calendar::working_days_after(CivilDate start, std::int64_t count) const noexcept {
  MENSHEN_ASSERT(count >= 0);
  if (count == 0) {
    const CountedDay same{.day = start, .waits_for = std::nullopt};
    return {.last_day = same, .earliest = same};
  }
  return {.last_day = nth_from(start + kOneDay, count), .earliest = nth_from(start, count)};
}

CountedDay Calendar::working_day_from(CivilDate day) const noexcept { return nth_from(day, 1); }

}  // namespace menshen::catalogue
