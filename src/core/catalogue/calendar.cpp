#include "catalogue/calendar.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/condition.hpp"

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
    return fail(Code::invalid_input,
                fmt::format("{}: {} {}", year.file, menshen::to_text(day), what));
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

std::set<CivilDate> working_days_of(const CalendarYear& year) {
  std::set<CivilDate> days;
  for (CivilDate day = first_day(year.year); day <= last_day(year.year); day += kOneDay) {
    if (!is_weekend(day)) days.insert(days.end(), day);
  }
  for (const Holiday& holiday : year.holidays) {
    for (const CivilDate day : holiday.off) days.erase(day);
    days.insert(holiday.worked.begin(), holiday.worked.end());
  }
  return days;
}

}  // namespace

Calendar::Calendar(std::vector<CalendarYear> years) : years_(std::move(years)) {
  for (const CalendarYear& year : years_) {
    const CivilDate first = first_day(year.year);
    const bool follows = !spans_.empty() && spans_.back().last + kOneDay == first;
    if (!follows) spans_.push_back({.first = first, .last = {}, .worked_before = {0}});
    Span& span = spans_.back();
    span.last = last_day(year.year);
    const auto days = working_days_of(year);
    span.working_days.insert(span.working_days.end(), days.begin(), days.end());
    for (CivilDate day = first; day <= span.last; day += kOneDay) {
      span.worked_before.push_back(span.worked_before.back() + (days.contains(day) ? 1 : 0));
    }
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
  for (const Span& span : spans_) {
    if (span.first <= day && day <= span.last) return &span;
  }
  return nullptr;
}

std::int64_t Calendar::Span::worked_until(CivilDate day) const noexcept {
  return worked_before[static_cast<std::size_t>((day - first).count())];
}

std::optional<bool> Calendar::is_working_day(CivilDate day) const noexcept {
  const Span* span = span_of(day);
  if (span == nullptr) return std::nullopt;
  return span->worked_until(day) != span->worked_until(day + kOneDay);
}

// The `count`-th working day (from 1) among `first` and the days after it. Where the notices
// end, each day still to count takes at least one day: that much is certain.
CountedDay Calendar::nth_from(CivilDate first, std::int64_t count) const noexcept {
  const Span* span = span_of(first);
  if (span == nullptr) {
    return {.day = first + std::chrono::days{count - 1}, .waits_for = year_of(first)};
  }
  const std::int64_t nth = span->worked_until(first) + count;
  const auto known = static_cast<std::int64_t>(span->working_days.size());
  if (nth <= known) {
    return {.day = span->working_days[static_cast<std::size_t>(nth - 1)],
            .waits_for = std::nullopt};
  }
  return {.day = span->last + std::chrono::days{nth - known},
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

CountedDay moved(const Calendar& calendar, CivilDate day, std::int64_t amount, Period period,
                 bool is_back) noexcept {
  if (period == Period::working_days) {
    MENSHEN_ASSERT(!is_back);
    return calendar.working_days_after(day, amount).last_day;
  }
  const auto reached = moved(day.time_since_epoch().count(), amount, period, is_back);
  return {.day = CivilDate{std::chrono::days{reached}}, .waits_for = std::nullopt};
}

CountedDay Calendar::working_day_from(CivilDate day) const noexcept { return nth_from(day, 1); }

}  // namespace menshen::catalogue
