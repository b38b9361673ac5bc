// Which columns hold which record: the names, and the fields in the same order.
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "registry/records.hpp"

namespace menshen::store_sqlite {

template <typename Record>
struct Table;

template <>
struct Table<registry::Purpose> {
  static constexpr std::string_view kName = "purpose";
  static constexpr std::array kColumns = {"id",
                                          "kind",
                                          "mode",
                                          "basis",
                                          "basis_documented",
                                          "basis_within_reason",
                                          "is_specific",
                                          "necessity_assessed",
                                          "least_impact_chosen",
                                          "has_live_effect",
                                          "storage_place",
                                          "storage_exception",
                                          "transmits_over_internet",
                                          "retention_days",
                                          "assessed_on",
                                          "assessment_is_current",
                                          "minors_rules_in_place",
                                          "written_form_required",
                                          "withdrawal_is_convenient",
                                          "service_needs_face"};
  static auto fields(const registry::Purpose& r) {
    return std::tie(r.id, r.kind, r.mode, r.basis, r.basis_documented, r.basis_within_reason,
                    r.is_specific, r.necessity_assessed, r.least_impact_chosen,
                    r.has_live_effect, r.storage_place, r.storage_exception,
                    r.transmits_over_internet, r.retention_days, r.assessed_on,
                    r.assessment_is_current, r.minors_rules_in_place, r.written_form_required,
                    r.withdrawal_is_convenient, r.service_needs_face);
  }
};

template <>
struct Table<registry::Place> {
  static constexpr std::string_view kName = "place";
  static constexpr std::array kColumns = {"id",
                                          "place_class",
                                          "spot",
                                          "open_to_public",
                                          "capture_is_bounded",
                                          "public_security_need",
                                          "signage_in_place",
                                          "collection_area_limited",
                                          "flow_misleads",
                                          "flow_uses_fraud",
                                          "flow_coerces",
                                          "flow_refuses_service",
                                          "covers_third_party_area",
                                          "state_rule_requires_face"};
  static auto fields(const registry::Place& r) {
    return std::tie(r.id, r.place_class, r.spot, r.open_to_public, r.capture_is_bounded,
                    r.public_security_need, r.signage_in_place, r.collection_area_limited,
                    r.flow_misleads, r.flow_uses_fraud, r.flow_coerces, r.flow_refuses_service,
                    r.covers_third_party_area, r.state_rule_requires_face);
  }
};

template <>
struct Table<registry::Device> {
  static constexpr std::string_view kName = "device";
  static constexpr std::array kColumns = {"id", "place"};
  static auto fields(const registry::Device& r) { return std::tie(r.id, r.place); }
};

template <>
struct Table<registry::Notice> {
  static constexpr std::string_view kName = "notice";
  static constexpr std::array kColumns = {"id",
                                          "purpose",
                                          "version",
                                          "names_processor",
                                          "states_purpose_method_retention",
                                          "states_necessity_and_impact",
                                          "states_rights",
                                          "states_other_items",
                                          "is_accessible"};
  static auto fields(const registry::Notice& r) {
    return std::tie(r.id, r.purpose, r.version, r.names_processor,
                    r.states_purpose_method_retention, r.states_necessity_and_impact,
                    r.states_rights, r.states_other_items, r.is_accessible);
  }
};

template <>
struct Table<registry::Subject> {
  static constexpr std::string_view kName = "subject";
  static constexpr std::array kColumns = {"id", "birth_date", "is_disabled_or_elderly"};
  static auto fields(const registry::Subject& r) {
    return std::tie(r.id, r.birth_date, r.is_disabled_or_elderly);
  }
};

template <>
struct Table<registry::Consent> {
  static constexpr std::string_view kName = "consent";
  static constexpr std::array kColumns = {"id",
                                          "subject",
                                          "purpose",
                                          "notice",
                                          "notice_shown_at",
                                          "was_given",
                                          "kind",
                                          "is_informed",
                                          "is_voluntary",
                                          "is_explicit",
                                          "is_condition_of_service",
                                          "is_written",
                                          "answered_at",
                                          "withdrawn_at",
                                          "guardian_consents",
                                          "guardian_relation_proved"};
  static auto fields(const registry::Consent& r) {
    return std::tie(r.id, r.subject, r.purpose, r.notice, r.notice_shown_at, r.was_given,
                    r.kind, r.is_informed, r.is_voluntary, r.is_explicit,
                    r.is_condition_of_service, r.is_written, r.answered_at, r.withdrawn_at,
                    r.guardian_consents, r.guardian_relation_proved);
  }
};

template <>
struct Table<registry::Alternative> {
  static constexpr std::string_view kName = "alternative";
  static constexpr std::array kColumns = {
      "id",          "place",          "kind",           "is_working",
      "costs_extra", "needs_approval", "is_impractical", "wait_percent_of_face"};
  static auto fields(const registry::Alternative& r) {
    return std::tie(r.id, r.place, r.kind, r.is_working, r.costs_extra, r.needs_approval,
                    r.is_impractical, r.wait_percent_of_face);
  }
};

}  // namespace menshen::store_sqlite
