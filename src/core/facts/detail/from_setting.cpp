#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "facts/detail/parts.hpp"
#include "facts/detail/statements.hpp"
#include "facts/gather.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"

namespace menshen::facts {
namespace {

using registry::Alternative;
using registry::Kept;
using registry::Setting;

// Of storage outside the device, and of sending over the internet: by a consent of its own
// (M25-8-3).

// Open round the clock where no hours are on file, and where nobody says what time it is.
bool is_open(const Alternative& way, const Moment& moment) {
  if (!moment.now || !way.opens_at || !way.closes_at) return true;
  const auto local = *moment.now + moment.utc_offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::int64_t minute =
      std::chrono::duration_cast<std::chrono::minutes>(local - day).count();
  if (*way.opens_at <= *way.closes_at) {
    return minute >= *way.opens_at && minute < *way.closes_at;
  }
  return minute >= *way.opens_at || minute < *way.closes_at;  // over midnight
}

// How many of its terms are known to be bad; unknown ones count half, in halves.
int shortcomings(const Alternative& way) {
  const auto of = [](registry::MaybeBool is_bad) { return !is_bad ? 1 : *is_bad ? 2 : 0; };
  return of(way.is_working ? registry::MaybeBool(!*way.is_working) : std::nullopt) +
         of(way.costs_extra) + of(way.needs_approval) + of(way.is_impractical) +
         (way.wait_percent_of_face ? 0 : 1);
}

// Only a way that works, and is open, counts as one.
std::vector<const Kept<Alternative>*> on_offer(const Setting& setting, const Moment& moment) {
  std::vector<const Kept<Alternative>*> ways;
  for (const auto& way : setting.alternatives) {
    if (way->is_working != false && is_open(way.record, moment)) ways.push_back(&way);
  }
  return ways;
}

const Kept<Alternative>& least_short(const std::vector<const Kept<Alternative>*>& ways) {
  return **std::ranges::min_element(
      ways, {}, [](const Kept<Alternative>* way) { return shortcomings(way->record); });
}

void state_alternatives(const Setting& setting, const Moment& moment, policy::Facts& facts,
                        Result<>& outcome) {
  const auto ways = on_offer(setting, moment);
  if (ways.empty()) {
    Statements(facts, "alternatives at the place", outcome)("alternative.exists", false);
    return;
  }
  const Kept<Alternative>& best = least_short(ways);
  Statements state(facts, source_of(best), outcome);
  state("alternative.exists", best->is_working);
  state.fields_of(best.record);
  std::vector<std::string> kinds;
  bool has_staff = false;
  for (const auto* way : ways) {
    if ((*way)->is_working != true) continue;
    if (std::ranges::find(kinds, (*way)->kind) == kinds.end()) kinds.push_back((*way)->kind);
    has_staff |= (*way)->kind == "staff";
  }
  if (kinds.empty()) return;
  Statements all(facts, "alternatives at the place", outcome);
  all("alternative.kinds", catalogue::Value(kinds));
  if (has_staff) all("alternative.has_human_counter", true);
}

void state_purpose(const Setting& setting, const Moment& moment, policy::Facts& facts,
                   Result<>& outcome) {
  if (!setting.purpose) {
    Statements(facts, "purpose records", outcome)("purpose.is_registered", false);
    return;
  }
  const registry::Purpose& purpose = setting.purpose->record;
  Statements state(facts, source_of(*setting.purpose), outcome);
  if (purpose.storage_exception == registry::kBySeparateConsent) {
    // That people agreed to it is theirs to say, in an answer of its own.
    registry::Purpose without = purpose;
    without.storage_exception.reset();
    state.fields_of(without);
  } else {
    state.fields_of(purpose);
  }
  const bool has_ended = purpose.ended_on && *purpose.ended_on <= moment.day;
  const bool has_expired = purpose.basis_expires_on && *purpose.basis_expires_on < moment.day;
  if (has_ended) {
    state("purpose.is_registered", false);
  } else {
    // For what a device does not serve nothing is registered there.
    Statements(
        facts,
        setting.assignment ? source_of(*setting.assignment) : "assignments of the device",
        outcome)("purpose.is_registered", setting.assignment.has_value());
  }
  state("basis.document", has_expired ? std::optional(false) : purpose.basis_documented);
  state("retention.period_set", purpose.retention_days.has_value());
  state("provision.to_another", !purpose.recipients.empty());
}

void state_assessment(const Setting& setting, const Moment& moment, policy::Facts& facts,
                      Result<>& outcome) {
  if (!setting.assessment) {
    if (setting.purpose) {
      Statements(facts, "assessment records", outcome)("assessment.is_approved", false);
    }
    return;
  }
  const registry::Assessment& assessment = setting.assessment->record;
  const CivilDate approved_on = assessment.approved_on.value_or(CivilDate::max());
  const bool is_due = assessment.next_due_on && *assessment.next_due_on < moment.day;
  const bool has_incident = std::ranges::any_of(
      setting.incidents, [&](const auto& each) { return each->happened_on > approved_on; });
  Statements state(facts, source_of(*setting.assessment), outcome);
  state.fields_of(assessment);
  state("assessment.is_approved", approved_on <= moment.day);
  state("assessment.is_current", assessment.scope == setting.scope && !is_due && !has_incident);
}

void state_filing(const Setting& setting, policy::Facts& facts, Result<>& outcome) {
  if (!setting.organization) return;
  if (!setting.filing) {
    // Filings are kept here: what is not was not made.
    Statements state(facts, "filing records", outcome);
    state("filing.state", catalogue::Value(std::string("none")));
    state("filing.threshold_was_reached", false);
    return;
  }
  const registry::Filing& filing = setting.filing->record;
  Statements state(facts, source_of(*setting.filing), outcome);
  state.fields_of(filing);
  state("filing.threshold_was_reached", filing.threshold_reached_on.has_value());
  state("recognition.has_ended", filing.ended_on.has_value());
}

void state_incidents(const Setting& setting, policy::Facts& facts, Result<>& outcome) {
  if (setting.incidents.empty()) {
    if (!setting.organization) return;
    Statements(facts, "incident records", outcome)("incident.has_happened", false);
    return;
  }
  const auto& latest = setting.incidents.front();
  Statements state(facts, source_of(latest), outcome);
  state("incident.has_happened", true);
  state.fields_of(latest.record);
  state("incident.remedied", latest->remedied_on.has_value());
  state("incident.authority_notified", latest->authority_notified_on.has_value());
  state("incident.persons_notified", latest->persons_notified_on.has_value());
}

}  // namespace

registry::MaybeBool sign_in_place(const Setting& setting, CivilDate day) {
  if (!setting.signage || !setting.signage->record.is_in_place) return std::nullopt;
  const registry::Signage& check = setting.signage->record;
  const auto days =
      setting.organization
          ? setting.organization->record.signage_valid_days.value_or(kSignageValidDays)
          : kSignageValidDays;
  const bool is_fresh =
      day <= check.checked_on + std::chrono::days(days) && check.checked_on <= day;
  if (*check.is_in_place && !is_fresh) return std::nullopt;
  return check.is_in_place;
}

std::vector<bool> open_ways(const Setting& setting, const Moment& moment) {
  std::vector<bool> open;
  for (const auto& way : setting.alternatives) open.push_back(is_open(way.record, moment));
  return open;
}

const Kept<Alternative>* other_way(const Setting& setting, const Moment& moment) {
  const auto ways = on_offer(setting, moment);
  return ways.empty() ? nullptr : &least_short(ways);
}

void state_setting(const Setting& setting, const Moment& moment, policy::Facts& facts,
                   Result<>& outcome) {
  if (setting.organization) {
    Statements state(facts, source_of(*setting.organization), outcome);
    state.fields_of(setting.organization->record);
    if (setting.organization->record.officer) state("processor.officer_appointed", true);
  }
  state_purpose(setting, moment, facts, outcome);
  if (setting.place) {
    Statements(facts, source_of(*setting.place), outcome).fields_of(setting.place->record);
    state_alternatives(setting, moment, facts, outcome);
    if (setting.signage) {
      Statements(facts, source_of(*setting.signage), outcome)(
          "place.signage_in_place", sign_in_place(setting, moment.day));
    }
  }
  if (setting.device) {
    Statements(facts, source_of(*setting.device), outcome).fields_of(setting.device->record);
  }
  state_assessment(setting, moment, facts, outcome);
  state_filing(setting, facts, outcome);
  state_incidents(setting, facts, outcome);
}

}  // namespace menshen::facts
