#include "policy/detail/comparison.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include "base/civil_date.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/condition.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

std::optional<std::int64_t> after_working_days(const catalogue::Calendar& calendar,
                                               std::int64_t day, std::int64_t count) noexcept {
  const CivilDate start{CivilDate::duration{day}};
  const auto counted = calendar.working_days_after(start, count).last_day;
  if (counted.waits_for) return std::nullopt;
  return counted.day.time_since_epoch().count();
}

std::optional<std::int64_t> Side::value(const Facts& facts) const noexcept {
  const auto unmoved = fact ? facts.interned(*fact) : constant;
  if (!unmoved) return std::nullopt;
  if (move && needs_calendar()) {
    return after_working_days(*move->calendar, *unmoved, move->amount);
  }
  return value(*unmoved);
}

bool holds(catalogue::Relation relation, std::int64_t left, std::int64_t right,
           std::span<const std::int64_t> words) noexcept {
  using catalogue::Relation;
  switch (relation) {
    case Relation::equal: return left == right;
    case Relation::not_equal: return left != right;
    case Relation::less: return left < right;
    case Relation::less_or_equal: return left <= right;
    case Relation::greater: return left > right;
    case Relation::greater_or_equal: return left >= right;
    case Relation::contains: return (left & right) == right;
    case Relation::in: break;
  }
  return std::ranges::find(words, left) != words.end();
}

}  // namespace menshen::policy
