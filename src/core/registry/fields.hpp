// What each kind of record is called and what its fields are called, in one order, for
// whatever writes records down: the database and the record of changes.
#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "registry/changes.hpp"
#include "registry/records.hpp"

namespace menshen::registry {

namespace detail {

template <typename... Texts>
consteval auto names(Texts... texts) {
  return std::array<std::string_view, sizeof...(texts)>{texts...};
}

}  // namespace detail

template <typename T>
struct Fields;

template <>
struct Fields<Purpose> {
  static constexpr std::string_view kName = "purpose";
  static constexpr auto kNames = detail::names(
      "id", "kind", "mode", "basis", "basis_documented", "basis_within_reason", "is_specific",
      "necessity_assessed", "least_impact_chosen", "has_live_effect", "storage_place",
      "storage_exception", "transmits_over_internet", "retention_days", "assessed_on",
      "assessment_is_current", "minors_rules_in_place", "written_form_required",
      "withdrawal_is_convenient", "service_needs_face");
  static auto of(const Purpose& r) {
    return std::tie(r.id, r.kind, r.mode, r.basis, r.basis_documented, r.basis_within_reason,
                    r.is_specific, r.necessity_assessed, r.least_impact_chosen,
                    r.has_live_effect, r.storage_place, r.storage_exception,
                    r.transmits_over_internet, r.retention_days, r.assessed_on,
                    r.assessment_is_current, r.minors_rules_in_place, r.written_form_required,
                    r.withdrawal_is_convenient, r.service_needs_face);
  }
};

template <>
struct Fields<Place> {
  static constexpr std::string_view kName = "place";
  static constexpr auto kNames =
      detail::names("id", "place_class", "spot", "open_to_public", "capture_is_bounded",
                    "public_security_need", "signage_in_place", "collection_area_limited",
                    "flow_misleads", "flow_uses_fraud", "flow_coerces", "flow_refuses_service",
                    "covers_third_party_area", "state_rule_requires_face");
  static auto of(const Place& r) {
    return std::tie(r.id, r.place_class, r.spot, r.open_to_public, r.capture_is_bounded,
                    r.public_security_need, r.signage_in_place, r.collection_area_limited,
                    r.flow_misleads, r.flow_uses_fraud, r.flow_coerces, r.flow_refuses_service,
                    r.covers_third_party_area, r.state_rule_requires_face);
  }
};

template <>
struct Fields<Device> {
  static constexpr std::string_view kName = "device";
  static constexpr auto kNames = detail::names("id", "place");
  static auto of(const Device& r) { return std::tie(r.id, r.place); }
};

template <>
struct Fields<Notice> {
  static constexpr std::string_view kName = "notice";
  static constexpr auto kNames = detail::names(
      "id", "purpose", "version", "names_processor", "states_purpose_method_retention",
      "states_necessity_and_impact", "states_rights", "states_other_items", "is_accessible");
  static auto of(const Notice& r) {
    return std::tie(r.id, r.purpose, r.version, r.names_processor,
                    r.states_purpose_method_retention, r.states_necessity_and_impact,
                    r.states_rights, r.states_other_items, r.is_accessible);
  }
};

template <>
struct Fields<Subject> {
  static constexpr std::string_view kName = "subject";
  static constexpr auto kNames = detail::names("id", "birth_date", "is_disabled_or_elderly");
  static auto of(const Subject& r) {
    return std::tie(r.id, r.birth_date, r.is_disabled_or_elderly);
  }
};

template <>
struct Fields<Consent> {
  static constexpr std::string_view kName = "consent";
  static constexpr auto kNames = detail::names(
      "id", "subject", "purpose", "notice", "notice_shown_at", "was_given", "kind",
      "is_informed", "is_voluntary", "is_explicit", "is_condition_of_service", "is_written",
      "answered_at", "withdrawn_at", "guardian_consents", "guardian_relation_proved");
  static auto of(const Consent& r) {
    return std::tie(r.id, r.subject, r.purpose, r.notice, r.notice_shown_at, r.was_given,
                    r.kind, r.is_informed, r.is_voluntary, r.is_explicit,
                    r.is_condition_of_service, r.is_written, r.answered_at, r.withdrawn_at,
                    r.guardian_consents, r.guardian_relation_proved);
  }
};

template <>
struct Fields<Alternative> {
  static constexpr std::string_view kName = "alternative";
  static constexpr auto kNames =
      detail::names("id", "place", "kind", "is_working", "costs_extra", "needs_approval",
                    "is_impractical", "wait_percent_of_face");
  static auto of(const Alternative& r) {
    return std::tie(r.id, r.place, r.kind, r.is_working, r.costs_extra, r.needs_approval,
                    r.is_impractical, r.wait_percent_of_face);
  }
};

// Changes that are no records are written down in the same way.

template <>
struct Fields<Nothing> {
  static constexpr std::string_view kName = "nothing";
  static constexpr auto kNames = detail::names();
  static auto of(const Nothing& /*change*/) { return std::tie(); }
};

template <>
struct Fields<Withdraw> {
  static constexpr std::string_view kName = "withdraw";
  static constexpr auto kNames = detail::names("subject", "purpose", "when");
  static auto of(const Withdraw& c) { return std::tie(c.subject, c.purpose, c.when); }
};

template <>
struct Fields<Erase> {
  static constexpr std::string_view kName = "erase";
  static constexpr auto kNames = detail::names("subject");
  static auto of(const Erase& c) { return std::tie(c.subject); }
};

template <>
struct Fields<Snapshot> {
  static constexpr std::string_view kName = "snapshot";
  static constexpr auto kNames = detail::names("first");
  static auto of(const Snapshot& c) { return std::tie(c.first); }
};

}  // namespace menshen::registry
