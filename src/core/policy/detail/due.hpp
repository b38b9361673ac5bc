// The day by which an obligation must be met, in both readings of the law.
#pragma once

#include <cstdint>
#include <optional>

#include "catalogue/calendar.hpp"
#include "policy/decision.hpp"
#include "policy/detail/comparison.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

// A deadline with its numbers and the day put in.
struct DueRule {
  Side start;                                // moved by calendar days, months or years
  std::optional<std::int64_t> working_days;  // to be counted from there
  // Whether it ends a period of calendar days: where that is a day off, the next working day
  // is meant (Civil Code art. 203).
  bool ends_a_period = false;
};

// Leaves `due` as it is when a fact it counts from is missing.
void set_due(const DueRule& rule, const catalogue::Calendar& calendar, const Facts& facts,
             std::optional<Due>& due) noexcept;

}  // namespace menshen::policy
