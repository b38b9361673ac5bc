// Which fields of records are facts of the law as they stand. What is concluded from several
// fields, or from several records, stands in gather.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "registry/fields.hpp"
#include "registry/reflect.hpp"

namespace menshen::facts {

struct FieldFact {
  std::string_view kind;   // of record, as registry/fields.hpp calls it
  std::string_view field;  // likewise
  std::string_view fact;   // of law/facts
};

inline constexpr std::array kFieldFacts{
    FieldFact{"organization", "kind", "processor.kind"},
    FieldFact{"organization", "role", "processor.role"},
    FieldFact{"organization", "city", "jurisdiction.city"},
    FieldFact{"organization", "is_cn_mainland", "jurisdiction.is_cn_mainland"},
    FieldFact{"organization", "is_critical_infrastructure",
              "processor.is_critical_infrastructure"},
    FieldFact{"organization", "is_network_operator", "processor.is_network_operator"},
    FieldFact{"organization", "is_overseas", "processor.is_overseas"},
    FieldFact{"place", "place_class", "place.class"},
    FieldFact{"place", "spot", "place.spot"},
    FieldFact{"place", "open_to_public", "place.open_to_public"},
    FieldFact{"place", "capture_is_bounded", "capture.is_bounded"},
    FieldFact{"place", "public_security_need", "place.public_security_need"},
    FieldFact{"place", "collection_area_limited", "place.collection_area_limited"},
    FieldFact{"place", "flow_misleads", "flow.misleads"},
    FieldFact{"place", "flow_uses_fraud", "flow.uses_fraud"},
    FieldFact{"place", "flow_coerces", "flow.coerces"},
    FieldFact{"place", "flow_refuses_service", "flow.service_refused_without_face"},
    FieldFact{"place", "covers_third_party_area", "capture.covers_third_party_area"},
    FieldFact{"place", "state_rule_requires_face", "alternative.state_rule_requires_face"},
    FieldFact{"device", "range_set_reasonably", "device.range_set_reasonably"},
    FieldFact{"device", "last_tested_on", "device.last_tested_on"},
    FieldFact{"alternative", "costs_extra", "alternative.costs_extra"},
    FieldFact{"alternative", "needs_approval", "alternative.needs_approval"},
    FieldFact{"alternative", "is_impractical", "alternative.is_impractical"},
    FieldFact{"alternative", "wait_percent_of_face", "alternative.wait_percent_of_face"},
    FieldFact{"purpose", "kind", "purpose.kind"},
    FieldFact{"purpose", "mode", "mode"},
    FieldFact{"purpose", "basis", "basis.kind"},
    FieldFact{"purpose", "basis_within_reason", "basis.within_reason"},
    FieldFact{"purpose", "is_specific", "purpose.is_specific"},
    FieldFact{"purpose", "necessity_assessed", "purpose.necessity_assessed"},
    FieldFact{"purpose", "least_impact_chosen", "purpose.least_impact_chosen"},
    FieldFact{"purpose", "has_live_effect", "purpose.has_live_effect"},
    FieldFact{"purpose", "storage_place", "storage.place"},
    FieldFact{"purpose", "storage_exception", "storage.exception"},
    FieldFact{"purpose", "transmits_over_internet", "transmission.over_internet"},
    FieldFact{"purpose", "minors_rules_in_place", "minors.rules_in_place"},
    FieldFact{"purpose", "written_form_required", "consent.written_form_required"},
    FieldFact{"purpose", "withdrawal_is_convenient", "consent.withdrawal_is_convenient"},
    FieldFact{"purpose", "service_needs_face", "service.cannot_work_without_face"},
    FieldFact{"notice", "is_accessible", "notice.is_accessible"},
    FieldFact{"assessment", "approved_on", "assessment.approved_on"},
    FieldFact{"assessment", "lawful_and_necessary", "assessment.item.lawful_and_necessary"},
    FieldFact{"assessment", "impact_on_rights", "assessment.item.impact_on_rights"},
    FieldFact{"assessment", "risk_of_leak", "assessment.item.risk_of_leak"},
    FieldFact{"assessment", "safeguards", "assessment.item.safeguards"},
    FieldFact{"assessment", "third_party_took_part", "assessment.third_party_took_part"},
    FieldFact{"assessment", "third_party_described", "assessment.third_party_described"},
    FieldFact{"assessment", "kept_years_planned", "assessment.kept_years_planned"},
    FieldFact{"filing", "state", "filing.state"},
    FieldFact{"filing", "threshold_reached_on", "filing.threshold_reached_on"},
    FieldFact{"filing", "persons", "storage.persons_count"},
    FieldFact{"filing", "authority_level", "filing.authority_level"},
    FieldFact{"filing", "changed_on", "filing.changed_on"},
    FieldFact{"filing", "change_filed", "filing.change_filed"},
    FieldFact{"filing", "ended_on", "recognition.ended_on"},
    FieldFact{"filing", "data_disposed", "recognition.data_disposed"},
    FieldFact{"incident", "happened_on", "incident.happened_on"},
    FieldFact{"incident", "harm_avoided", "incident.harm_avoided"},
    FieldFact{"incident", "persons_affected", "incident.persons_affected"},
    FieldFact{"incident", "involves_minors", "incident.involves_minors"},
    FieldFact{"subject", "is_disabled_or_elderly", "subject.is_disabled_or_elderly"},
    FieldFact{"subject", "relation", "subject.relation"},
    FieldFact{"consent", "form", "consent.kind"},
    FieldFact{"consent", "alternative_offered", "alternative.offered_at_consent"},
};

// Empty when the field is no fact as it stands.
[[nodiscard]] constexpr std::string_view fact_of(std::string_view kind,
                                                 std::string_view field) noexcept {
  const auto* const found = std::ranges::find_if(kFieldFacts, [&](const FieldFact& each) {
    return each.kind == kind && each.field == field;
  });
  return found == kFieldFacts.end() ? std::string_view() : found->fact;
}

// The field that shows a fact; null when none does as it stands.
[[nodiscard]] constexpr const FieldFact* field_of(std::string_view fact) noexcept {
  const auto* const found = std::ranges::find(kFieldFacts, fact, &FieldFact::fact);
  return found == kFieldFacts.end() ? nullptr : found;
}

// By field of the record, empty where it is no fact.
template <typename T>
inline constexpr auto kFactsOf = [] {
  std::array<std::string_view, registry::kFieldCount<T>> facts{};
  for (std::size_t i = 0; i < facts.size(); ++i) {
    facts[i] = fact_of(registry::Fields<T>::kName, registry::Fields<T>::kNames[i]);
  }
  return facts;
}();

}  // namespace menshen::facts
