#include "policy/detail/due.hpp"

#include <cstdint>
#include <optional>

#include "base/civil_date.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "policy/decision.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {
namespace {

using catalogue::CountedDay;
using catalogue::Deadline;
using catalogue::Period;
using catalogue::Term;

CivilDate civil(std::int64_t days) { return CivilDate{CivilDate::duration{days}}; }

std::int64_t number(const catalogue::Catalogue& law, catalogue::ParameterIndex parameter,
                    CivilDate today) {
  return law.parameters()[parameter].on(today)->value;
}

// Before it is moved.
std::optional<std::int64_t> start(const Term& term, CivilDate today, const Facts& facts) {
  switch (term.kind) {
    case Term::Kind::literal: return term.literal;
    case Term::Kind::today: return today.time_since_epoch().count();
    case Term::Kind::fact: return facts.interned(term.fact);
    case Term::Kind::parameter: break;  // no day
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> after_working_days(const catalogue::Calendar& calendar,
                                               std::int64_t day, std::int64_t count) noexcept {
  const CountedDay counted = calendar.working_days_after(civil(day), count).last_day;
  if (counted.waits_for) return std::nullopt;
  return counted.day.time_since_epoch().count();
}

std::optional<Due> due_by(const catalogue::Catalogue& law, CivilDate today,
                          const Deadline& deadline, const Facts& facts) noexcept {
  const auto from = start(deadline.day, today, facts);
  if (!from) return std::nullopt;
  const auto& shift = deadline.day.shift;
  if (!shift) return Due{.day = {.day = civil(*from)}, .earliest = {.day = civil(*from)}};
  const std::int64_t amount =
      shift->parameter ? number(law, *shift->parameter, today) : shift->amount;
  if (shift->period == Period::working_days) {
    const auto counted = law.calendar().working_days_after(civil(*from), amount);
    return Due{.day = counted.last_day, .earliest = counted.earliest};
  }
  const CivilDate day = civil(catalogue::moved(*from, amount, shift->period, shift->is_back));
  const bool ends = deadline.kind == Deadline::Kind::by;
  return Due{.day = ends ? law.calendar().working_day_from(day) : CountedDay{.day = day},
             .earliest = {.day = day}};
}

}  // namespace menshen::policy
