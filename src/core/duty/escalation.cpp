#include "duty/escalation.hpp"

#include <algorithm>
#include <cstdint>

#include "base/civil_date.hpp"
#include "duty/kinds.hpp"
#include "registry/persons.hpp"

namespace menshen::duty {

std::int64_t escalation_on(const registry::Obligation& obligation, CivilDate day) {
  const Kind kind = kind_of(obligation.kind);
  if (kind.lasts) return kRaised;
  const CivilDate due = obligation.due_on.value_or(obligation.raised_on);
  const CivilDate warn = std::min(due, obligation.earliest_on.value_or(due));
  if (day > due && !obligation.waits_for_year) return kOverdue;
  if (day >= warn) return kDue;
  return day >= warn - kind.near ? kNear : kRaised;
}

}  // namespace menshen::duty
