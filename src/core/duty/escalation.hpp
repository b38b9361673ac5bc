// How pressing an obligation is on a day.
#pragma once

#include <cstdint>

#include "base/civil_date.hpp"
#include "registry/persons.hpp"

namespace menshen::duty {

inline constexpr std::int64_t kRaised = 0;
inline constexpr std::int64_t kNear = 1;
inline constexpr std::int64_t kDue = 2;
inline constexpr std::int64_t kOverdue = 3;

// Due from the earlier reading of its deadline on, overdue after the later one. What waits for
// a calendar that is not announced is never overdue: its day is only the first it can be. What
// has no day is due when it is raised. What lasts until its day never presses.
[[nodiscard]] std::int64_t escalation_on(const registry::Obligation& obligation, CivilDate day);

}  // namespace menshen::duty
