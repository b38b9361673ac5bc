#include "policy/detail/due.hpp"

#include <optional>

#include "base/civil_date.hpp"
#include "catalogue/calendar.hpp"
#include "policy/decision.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

void set_due(const DueRule& rule, const catalogue::Calendar& calendar, const Facts& facts,
             std::optional<Due>& due) noexcept {
  const auto start = rule.start.value(facts);
  if (!start) return;
  const CivilDate day{CivilDate::duration{*start}};
  if (rule.working_days) {
    const auto counted = calendar.working_days_after(day, *rule.working_days);
    due.emplace(Due{.day = counted.last_day, .earliest = counted.earliest});
    return;
  }
  const catalogue::CountedDay same{.day = day, .waits_for = std::nullopt};
  due.emplace(
      Due{.day = rule.ends_a_period ? calendar.working_day_from(day) : same, .earliest = same});
}

}  // namespace menshen::policy
