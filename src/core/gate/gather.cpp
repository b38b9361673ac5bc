#include "gate/gather.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"

namespace menshen::gate {
namespace {

// States what is there and leaves unknown what is not. Remembers the first record that holds a
// word the law does not know.
class Statements {
 public:
  Statements(policy::Facts& facts, std::string source, Result<>& outcome)
      : facts_(facts), source_(std::move(source)), outcome_(outcome) {}

  template <typename T>
  void operator()(std::string_view fact, const std::optional<T>& value) {
    if (value) state(fact, *value);
  }
  void operator()(std::string_view fact, bool value) { state(fact, value); }

 private:
  void state(std::string_view fact, const catalogue::Value& value) {
    const auto done = facts_.try_state(fact, value, source_);
    if (!done && outcome_) {
      outcome_ = fail(Code::corrupt, source_ + ": " + done.error().what);
    }
  }

  policy::Facts& facts_;
  std::string source_;
  Result<>& outcome_;
};

registry::MaybeBool opposite(registry::MaybeBool is) {
  return is ? registry::MaybeBool(!*is) : std::nullopt;
}

std::string consent_state(const std::optional<registry::Consent>& consent) {
  // The registry is where consents are kept: what is not in it was not given.
  if (!consent) return "none";
  if (consent->withdrawn_at) return "withdrawn";
  return consent->was_given == true ? "given" : "refused";
}

// How many of its terms are known to be bad; unknown ones count half, in halves.
int shortcomings(const registry::Alternative& alternative) {
  const auto of = [](registry::MaybeBool is_bad) { return !is_bad ? 1 : *is_bad ? 2 : 0; };
  return of(alternative.is_working ? registry::MaybeBool(!*alternative.is_working)
                                   : std::nullopt) +
         of(alternative.costs_extra) + of(alternative.needs_approval) +
         of(alternative.is_impractical) + (alternative.wait_percent_of_face ? 0 : 1);
}

// The way a person would take: the one with the fewest known shortcomings. Only a way that
// works counts as one.
const registry::Alternative* best(const std::vector<registry::Alternative>& alternatives) {
  const registry::Alternative* answer = nullptr;
  for (const auto& alternative : alternatives) {
    if (alternative.is_working == false) continue;
    if (answer == nullptr || shortcomings(alternative) < shortcomings(*answer)) {
      answer = &alternative;
    }
  }
  return answer;
}

void state_purpose(const registry::Purpose& purpose, CivilDate day, policy::Facts& facts,
                   Result<>& outcome) {
  Statements state(facts, "purpose record", outcome);
  state("purpose.is_registered", true);
  state("purpose.kind", purpose.kind);
  state("purpose.is_specific", purpose.is_specific);
  state("purpose.necessity_assessed", purpose.necessity_assessed);
  state("purpose.least_impact_chosen", purpose.least_impact_chosen);
  state("purpose.has_live_effect", purpose.has_live_effect);
  state("mode", purpose.mode);
  state("basis.kind", purpose.basis);
  state("basis.document", purpose.basis_documented);
  state("basis.within_reason", purpose.basis_within_reason);
  state("consent.written_form_required", purpose.written_form_required);
  state("consent.withdrawal_is_convenient", purpose.withdrawal_is_convenient);
  state("service.cannot_work_without_face", purpose.service_needs_face);
  state("storage.place", purpose.storage_place);
  state("storage.exception", purpose.storage_exception);
  state("transmission.over_internet", purpose.transmits_over_internet);
  state("minors.rules_in_place", purpose.minors_rules_in_place);
  state("retention.period_set", purpose.retention_days.has_value());
  state("assessment.is_approved", purpose.assessed_on && *purpose.assessed_on <= day);
  state("assessment.approved_on", purpose.assessed_on);
  state("assessment.is_current", purpose.assessment_is_current);
}

void state_place(const registry::World& world, policy::Facts& facts, Result<>& outcome) {
  if (!world.place) return;
  const registry::Place& place = *world.place;
  Statements state(facts, "place record of the device", outcome);
  state("place.class", place.place_class);
  state("place.spot", place.spot);
  state("capture.covers_third_party_area", place.covers_third_party_area);
  state("flow.service_refused_without_face", place.flow_refuses_service);
  state("place.open_to_public", place.open_to_public);
  state("place.public_security_need", place.public_security_need);
  state("place.signage_in_place", place.signage_in_place);
  state("place.collection_area_limited", place.collection_area_limited);
  state("capture.is_bounded", place.capture_is_bounded);
  state("flow.misleads", place.flow_misleads);
  state("flow.uses_fraud", place.flow_uses_fraud);
  state("flow.coerces", place.flow_coerces);
  state("alternative.state_rule_requires_face", place.state_rule_requires_face);

  Statements offered(facts, "alternatives at the place", outcome);
  const registry::Alternative* alternative = best(world.alternatives);
  if (alternative == nullptr) {
    offered("alternative.exists", false);
    return;
  }
  offered("alternative.exists", alternative->is_working);
  offered("alternative.costs_extra", alternative->costs_extra);
  offered("alternative.needs_approval", alternative->needs_approval);
  offered("alternative.is_impractical", alternative->is_impractical);
  offered("alternative.wait_percent_of_face", alternative->wait_percent_of_face);
}

void state_notice(const registry::World& world, policy::Facts& facts, Result<>& outcome) {
  if (world.notice) {
    const registry::Notice& notice = *world.notice;
    Statements state(facts, "current notice of the purpose", outcome);
    state("notice.item.processor", notice.names_processor);
    state("notice.item.purpose_method_retention", notice.states_purpose_method_retention);
    state("notice.item.necessity_and_impact", notice.states_necessity_and_impact);
    state("notice.item.rights", notice.states_rights);
    state("notice.item.other_legal_matters", notice.states_other_items);
    state("notice.is_accessible", notice.is_accessible);
  }
  if (world.consent) {
    const registry::Consent& consent = *world.consent;
    const bool shown = consent.notice_shown_at.has_value();
    Statements state(facts, "consent record", outcome);
    state("notice.given", shown);
    state("notice.before_processing", shown && *consent.notice_shown_at <= consent.answered_at);
    state("notice.is_current", world.notice && world.notice->id == consent.notice);
  }
}

void state_subject(const registry::World& world, CivilDate day, policy::Facts& facts,
                   Result<>& outcome) {
  if (!world.subject) return;
  Statements state(facts, "subject record", outcome);
  if (world.subject->birth_date) {
    state("subject.age_years",
          std::optional(std::int64_t{age_in_years(*world.subject->birth_date, day)}));
  }
  state("subject.is_disabled_or_elderly", world.subject->is_disabled_or_elderly);
}

void state_consent(const registry::World& world, std::chrono::minutes utc_offset,
                   policy::Facts& facts, Result<>& outcome) {
  Statements(facts, "consent records", outcome)("consent.state",
                                                std::optional(consent_state(world.consent)));
  if (!world.consent) return;
  const registry::Consent& consent = *world.consent;
  Statements state(facts, "consent record", outcome);
  state("consent.covers_this_purpose", true);
  state("consent.kind", consent.kind);
  state("consent.is_informed", consent.is_informed);
  state("consent.is_voluntary", consent.is_voluntary);
  state("consent.was_forced", opposite(consent.is_voluntary));
  state("consent.is_explicit", consent.is_explicit);
  state("consent.is_condition_of_service", consent.is_condition_of_service);
  state("consent.is_written", consent.is_written);
  if (consent.withdrawn_at) {
    state("consent.withdrawn_on", std::optional(legal_day(*consent.withdrawn_at, utc_offset)));
  }
  state("guardian.consent_given", consent.guardian_consents);
  state("guardian.any_refused", opposite(consent.guardian_consents));
  state("guardian.relation_proved", consent.guardian_relation_proved);
}

// A person's own facts come from that person's records alone.
bool is_personal(std::string_view fact) {
  constexpr std::array topics = {"consent.", "deletion.", "guardian.",
                                 "notice.",  "request.",  "subject."};
  return std::ranges::any_of(
      topics, [fact](std::string_view topic) { return fact.starts_with(topic); });
}

// Stated first, so that a record replaces what was declared.
Result<> state_declared(const Site& site, policy::Facts& facts) {
  for (const Declared& declared : site.declared) {
    if (is_personal(declared.fact)) {
      return fail(Code::corrupt,
                  fmt::format("declaration: `{}` is a person's own fact and cannot be declared "
                              "for everybody; record it for the person",
                              declared.fact));
    }
    const auto done = facts.try_state(declared.fact, declared.value, "declaration on file");
    if (!done) return fail(Code::corrupt, "declaration: " + done.error().what);
  }
  return {};
}

}  // namespace

std::vector<Declared> all_safeguards_hold() {
  std::vector<Declared> declared;
  for (const char* fact :
       {"security.encryption_at_rest", "security.encryption_in_transit", "security.audit",
        "security.access_control", "security.authorisation", "security.intrusion_protection"}) {
    declared.push_back({.fact = fact, .value = true});
  }
  return declared;
}

int age_in_years(CivilDate birth, CivilDate day) {
  const std::chrono::year_month_day born{birth};
  const std::chrono::year_month_day today{day};
  const int years = static_cast<int>(today.year()) - static_cast<int>(born.year());
  const bool had_birthday =
      std::pair(today.month(), today.day()) >= std::pair(born.month(), born.day());
  return had_birthday ? years : years - 1;
}

Result<> gather(const registry::World& world, const Site& site, const Moment& moment,
                policy::Facts& facts) {
  Result<> outcome = state_declared(site, facts);
  Statements self(facts, "this server", outcome);
  self("jurisdiction.is_cn_mainland", site.is_cn_mainland);
  self("processor.kind", site.processor_kind);
  self("record.is_kept", true);
  self("data.categories", std::optional(std::vector<std::string>{"face"}));
  // Where no reference is stored, none is past its period.
  Statements(facts, "stored references", outcome)(
      "retention.within_period", !moment.keep_until || moment.day <= *moment.keep_until);

  if (world.purpose) {
    state_purpose(*world.purpose, moment.day, facts, outcome);
  } else {
    Statements(facts, "purpose records", outcome)("purpose.is_registered", false);
  }
  state_place(world, facts, outcome);
  state_notice(world, facts, outcome);
  state_subject(world, moment.day, facts, outcome);
  state_consent(world, moment.utc_offset, facts, outcome);
  return outcome;
}

}  // namespace menshen::gate
