#include "gate/gather.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"

namespace menshen::gate {
namespace {

// States what is there and leaves unknown what is not.
class Statements {
 public:
  Statements(policy::Facts& facts, std::string source)
      : facts_(facts), source_(std::move(source)) {}

  template <typename T>
  const Statements& operator()(std::string_view fact, const std::optional<T>& value) const {
    if (value) facts_.state(fact, *value, source_);
    return *this;
  }
  const Statements& operator()(std::string_view fact, bool value) const {
    facts_.state(fact, value, source_);
    return *this;
  }

 private:
  policy::Facts& facts_;
  std::string source_;
};

std::string consent_state(const std::optional<registry::Consent>& consent) {
  // The registry is where consents are kept: what is not in it was not given.
  if (!consent) return "none";
  if (consent->withdrawn_at) return "withdrawn";
  return consent->was_given == true ? "given" : "refused";
}

// Kleene disjunction over the alternatives: one that is known to will do.
std::optional<bool> any(const std::vector<registry::Alternative>& alternatives,
                        registry::MaybeBool registry::Alternative::* field) {
  std::optional<bool> answer = false;
  for (const auto& alternative : alternatives) {
    if (alternative.*field == true) return true;
    if (!(alternative.*field)) answer = std::nullopt;
  }
  return answer;
}

void state_purpose(const registry::Purpose& purpose, CivilDate day, policy::Facts& facts) {
  Statements(facts, "purpose record")("purpose.is_registered", true)(
      "purpose.kind", purpose.kind)("mode", purpose.mode)("basis.kind", purpose.basis)(
      "basis.document", purpose.basis_documented)("purpose.is_specific", purpose.is_specific)(
      "purpose.necessity_assessed", purpose.necessity_assessed)(
      "purpose.least_impact_chosen", purpose.least_impact_chosen)("purpose.has_live_effect",
                                                                  purpose.has_live_effect)(
      "storage.place", purpose.storage_place)("storage.exception", purpose.storage_exception)(
      "transmission.over_internet", purpose.transmits_over_internet)(
      "minors.rules_in_place", purpose.minors_rules_in_place)(
      "retention.period_set", purpose.retention_days.has_value())(
      "assessment.is_approved", purpose.assessed_on && *purpose.assessed_on <= day)(
      "assessment.is_current", purpose.assessment_is_current);
}

void state_place(const registry::World& world, policy::Facts& facts) {
  if (!world.place) return;
  const registry::Place& place = *world.place;
  Statements(facts, "place record of the device")("place.class", place.place_class)(
      "place.public_security_need", place.public_security_need)(
      "place.signage_in_place", place.signage_in_place)("place.collection_area_limited",
                                                        place.collection_area_limited)(
      "flow.misleads", place.flow_misleads)("flow.uses_fraud", place.flow_uses_fraud)(
      "flow.coerces", place.flow_coerces)("alternative.state_rule_requires_face",
                                          place.state_rule_requires_face);
  // Only a way that works counts as one.
  std::vector<registry::Alternative> working;
  for (const auto& alternative : world.alternatives) {
    if (alternative.is_working != false) working.push_back(alternative);
  }
  using registry::Alternative;
  Statements(facts, "alternatives at the place")("alternative.exists",
                                                 any(working, &Alternative::is_working))(
      "alternative.is_reasonable_and_convenient",
      any(working, &Alternative::is_reasonable_and_convenient));
}

void state_notice(const registry::World& world, policy::Facts& facts) {
  if (world.notice) {
    const registry::Notice& notice = *world.notice;
    Statements(facts, "current notice of the purpose")("notice.item.processor",
                                                       notice.names_processor)(
        "notice.item.purpose_method_retention", notice.states_purpose_method_retention)(
        "notice.item.necessity_impact", notice.states_necessity_and_impact)(
        "notice.item.rights", notice.states_rights)(
        "notice.item.other_required", notice.states_other_items)("notice.is_accessible",
                                                                 notice.is_accessible);
  }
  if (world.consent) {
    const registry::Consent& consent = *world.consent;
    const bool shown = consent.notice_shown_at.has_value();
    Statements(facts, "consent record")("notice.given", shown)(
        "notice.before_processing", shown && *consent.notice_shown_at <= consent.answered_at)(
        "notice.is_current", world.notice && world.notice->id == consent.notice);
  }
}

void state_subject(const registry::World& world, CivilDate day, policy::Facts& facts) {
  if (!world.subject) return;
  std::optional<std::int64_t> age;
  if (world.subject->birth_date) age = age_in_years(*world.subject->birth_date, day);
  Statements(facts, "subject record")("subject.age_years", age)(
      "subject.is_disabled_or_elderly", world.subject->is_disabled_or_elderly);
}

void state_consent(const registry::World& world, policy::Facts& facts) {
  facts.state("consent.state", consent_state(world.consent), "consent records");
  if (!world.consent) return;
  const registry::Consent& consent = *world.consent;
  Statements(facts, "consent record")("consent.covers_this_purpose", true)(
      "consent.kind", consent.kind)("consent.is_informed", consent.is_informed)(
      "consent.is_voluntary", consent.is_voluntary)("consent.is_explicit", consent.is_explicit)(
      "consent.is_condition_of_service", consent.is_condition_of_service)("consent.is_written",
                                                                          consent.is_written)(
      "guardian.consent_given", consent.guardian_consents)("guardian.relation_proved",
                                                           consent.guardian_relation_proved);
}

}  // namespace

int age_in_years(CivilDate birth, CivilDate day) {
  const std::chrono::year_month_day born{birth};
  const std::chrono::year_month_day today{day};
  const int years = static_cast<int>(today.year()) - static_cast<int>(born.year());
  const bool had_birthday =
      std::pair(today.month(), today.day()) >= std::pair(born.month(), born.day());
  return had_birthday ? years : years - 1;
}

void gather(const registry::World& world, const Site& site, std::optional<CivilDate> keep_until,
            CivilDate day, policy::Facts& facts) {
  Statements(facts, "this server")("jurisdiction.is_cn_mainland", site.is_cn_mainland)(
      "processor.kind", site.processor_kind)("security.strict_protection",
                                             site.strict_protection)("record.is_kept", true);
  if (world.purpose) {
    state_purpose(*world.purpose, day, facts);
  } else {
    facts.state("purpose.is_registered", false, "purpose records");
  }
  // Where no reference is stored, none is past its period.
  facts.state("retention.within_period", !keep_until || day <= *keep_until,
              "stored references");
  state_place(world, facts);
  state_notice(world, facts);
  state_subject(world, day, facts);
  state_consent(world, facts);
}

}  // namespace menshen::gate
