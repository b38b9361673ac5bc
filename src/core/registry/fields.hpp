// What each kind of record is called and what its fields are called, in one order, for
// whatever writes records down: the database, the record of changes, the command line.
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
struct Fields<Organization> {
  static constexpr std::string_view kName = "organization";
  static constexpr auto kNames = detail::names(
      "id", "name", "kind", "role", "credit_code", "address", "province", "city", "contact",
      "officer", "officer_contact", "is_cn_mainland", "is_critical_infrastructure",
      "is_network_operator", "is_overseas", "refusal_rest_days", "signage_valid_days");
  static auto of(const Organization& r) {
    return std::tie(r.id, r.name, r.kind, r.role, r.credit_code, r.address, r.province, r.city,
                    r.contact, r.officer, r.officer_contact, r.is_cn_mainland,
                    r.is_critical_infrastructure, r.is_network_operator, r.is_overseas,
                    r.refusal_rest_days, r.signage_valid_days);
  }
};

template <>
struct Fields<Site> {
  static constexpr std::string_view kName = "site";
  static constexpr auto kNames =
      detail::names("id", "organization", "name", "address", "province");
  static auto of(const Site& r) {
    return std::tie(r.id, r.organization, r.name, r.address, r.province);
  }
};

template <>
struct Fields<Place> {
  static constexpr std::string_view kName = "place";
  static constexpr auto kNames =
      detail::names("id", "site", "place_class", "spot", "open_to_public", "capture_is_bounded",
                    "public_security_need", "collection_area_limited", "flow_misleads",
                    "flow_uses_fraud", "flow_coerces", "flow_refuses_service",
                    "covers_third_party_area", "state_rule_requires_face");
  static auto of(const Place& r) {
    return std::tie(r.id, r.site, r.place_class, r.spot, r.open_to_public, r.capture_is_bounded,
                    r.public_security_need, r.collection_area_limited, r.flow_misleads,
                    r.flow_uses_fraud, r.flow_coerces, r.flow_refuses_service,
                    r.covers_third_party_area, r.state_rule_requires_face);
  }
};

template <>
struct Fields<Device> {
  static constexpr std::string_view kName = "device";
  static constexpr auto kNames = detail::names(
      "id", "place", "mode", "capabilities", "storage", "vendor", "model", "credential",
      "range_set_reasonably", "last_tested_on", "persons_only_here");
  static auto of(const Device& r) {
    return std::tie(r.id, r.place, r.mode, r.capabilities, r.storage, r.vendor, r.model,
                    r.credential, r.range_set_reasonably, r.last_tested_on,
                    r.persons_only_here);
  }
};

template <>
struct Fields<Alternative> {
  static constexpr std::string_view kName = "alternative";
  static constexpr auto kNames =
      detail::names("id", "place", "kind", "is_working", "opens_at", "closes_at", "costs_extra",
                    "needs_approval", "is_impractical", "wait_percent_of_face", "measured_on");
  static auto of(const Alternative& r) {
    return std::tie(r.id, r.place, r.kind, r.is_working, r.opens_at, r.closes_at, r.costs_extra,
                    r.needs_approval, r.is_impractical, r.wait_percent_of_face, r.measured_on);
  }
};

template <>
struct Fields<Signage> {
  static constexpr std::string_view kName = "signage";
  static constexpr auto kNames =
      detail::names("id", "place", "checked_on", "is_in_place", "photo", "checked_by");
  static auto of(const Signage& r) {
    return std::tie(r.id, r.place, r.checked_on, r.is_in_place, r.photo, r.checked_by);
  }
};

template <>
struct Fields<Purpose> {
  static constexpr std::string_view kName = "purpose";
  static constexpr auto kNames = detail::names(
      "id", "statement_zh", "statement_en", "kind", "mode", "necessity", "basis",
      "basis_document", "basis_expires_on", "basis_documented", "basis_within_reason",
      "is_specific", "necessity_assessed", "least_impact_chosen", "has_live_effect",
      "storage_place", "storage_exception", "transmits_over_internet", "retention_days",
      "recipients", "false_match_per_million", "minors_rules_in_place", "written_form_required",
      "withdrawal_is_convenient", "service_needs_face", "ended_on");
  static auto of(const Purpose& r) {
    return std::tie(
        r.id, r.statement_zh, r.statement_en, r.kind, r.mode, r.necessity, r.basis,
        r.basis_document, r.basis_expires_on, r.basis_documented, r.basis_within_reason,
        r.is_specific, r.necessity_assessed, r.least_impact_chosen, r.has_live_effect,
        r.storage_place, r.storage_exception, r.transmits_over_internet, r.retention_days,
        r.recipients, r.false_match_per_million, r.minors_rules_in_place,
        r.written_form_required, r.withdrawal_is_convenient, r.service_needs_face, r.ended_on);
  }
};

template <>
struct Fields<Assignment> {
  static constexpr std::string_view kName = "assignment";
  static constexpr auto kNames = detail::names("id", "purpose", "device");
  static auto of(const Assignment& r) { return std::tie(r.id, r.purpose, r.device); }
};

template <>
struct Fields<Notice> {
  static constexpr std::string_view kName = "notice";
  static constexpr auto kNames = detail::names(
      "id", "purpose", "version", "processor_zh", "processor_en", "purpose_zh", "purpose_en",
      "necessity_zh", "necessity_en", "rights_zh", "rights_en", "other_zh", "other_en",
      "data_types_zh", "data_types_en", "recipient_zh", "recipient_en", "is_accessible");
  static auto of(const Notice& r) {
    return std::tie(r.id, r.purpose, r.version, r.processor_zh, r.processor_en, r.purpose_zh,
                    r.purpose_en, r.necessity_zh, r.necessity_en, r.rights_zh, r.rights_en,
                    r.other_zh, r.other_en, r.data_types_zh, r.data_types_en, r.recipient_zh,
                    r.recipient_en, r.is_accessible);
  }
};

template <>
struct Fields<Display> {
  static constexpr std::string_view kName = "display";
  static constexpr auto kNames =
      detail::names("id", "notice", "place", "form", "shown_from", "shown_until");
  static auto of(const Display& r) {
    return std::tie(r.id, r.notice, r.place, r.form, r.shown_from, r.shown_until);
  }
};

template <>
struct Fields<Assessment> {
  static constexpr std::string_view kName = "assessment";
  static constexpr auto kNames = detail::names(
      "id", "purpose", "scope", "approved_on", "next_due_on", "lawful_and_necessary",
      "impact_on_rights", "risk_of_leak", "safeguards", "third_party_took_part",
      "third_party_described", "kept_years_planned", "report", "approved_by");
  static auto of(const Assessment& r) {
    return std::tie(r.id, r.purpose, r.scope, r.approved_on, r.next_due_on,
                    r.lawful_and_necessary, r.impact_on_rights, r.risk_of_leak, r.safeguards,
                    r.third_party_took_part, r.third_party_described, r.kept_years_planned,
                    r.report, r.approved_by);
  }
};

template <>
struct Fields<Filing> {
  static constexpr std::string_view kName = "filing";
  static constexpr auto kNames =
      detail::names("id", "organization", "state", "threshold_reached_on", "persons",
                    "counted_on", "submitted_on", "authority_level", "number", "changed_on",
                    "change_filed", "ended_on", "data_disposed");
  static auto of(const Filing& r) {
    return std::tie(r.id, r.organization, r.state, r.threshold_reached_on, r.persons,
                    r.counted_on, r.submitted_on, r.authority_level, r.number, r.changed_on,
                    r.change_filed, r.ended_on, r.data_disposed);
  }
};

template <>
struct Fields<Declaration> {
  static constexpr std::string_view kName = "declaration";
  static constexpr auto kNames =
      detail::names("id", "fact", "value", "purpose", "place", "device", "declared_on",
                    "valid_until", "declared_by", "evidence");
  static auto of(const Declaration& r) {
    return std::tie(r.id, r.fact, r.value, r.purpose, r.place, r.device, r.declared_on,
                    r.valid_until, r.declared_by, r.evidence);
  }
};

template <>
struct Fields<Incident> {
  static constexpr std::string_view kName = "incident";
  static constexpr auto kNames = detail::names(
      "id", "happened_on", "summary", "remedied_on", "authority_notified_on",
      "persons_notified_on", "harm_avoided", "persons_affected", "involves_minors");
  static auto of(const Incident& r) {
    return std::tie(r.id, r.happened_on, r.summary, r.remedied_on, r.authority_notified_on,
                    r.persons_notified_on, r.harm_avoided, r.persons_affected,
                    r.involves_minors);
  }
};

template <>
struct Fields<Subject> {
  static constexpr std::string_view kName = "subject";
  static constexpr auto kNames =
      detail::names("id", "birth_date", "age_band", "is_disabled_or_elderly", "needs",
                    "relation", "frozen_since");
  static auto of(const Subject& r) {
    return std::tie(r.id, r.birth_date, r.age_band, r.is_disabled_or_elderly, r.needs,
                    r.relation, r.frozen_since);
  }
};

template <>
struct Fields<Guardian> {
  static constexpr std::string_view kName = "guardian";
  static constexpr auto kNames =
      detail::names("id", "subject", "relation", "proof", "proof_scan", "verified_on",
                    "verified_by", "ended_on");
  static auto of(const Guardian& r) {
    return std::tie(r.id, r.subject, r.relation, r.proof, r.proof_scan, r.verified_on,
                    r.verified_by, r.ended_on);
  }
};

template <>
struct Fields<Consent> {
  static constexpr std::string_view kName = "consent";
  static constexpr auto kNames = detail::names(
      "id", "subject", "purpose", "notice", "guardian", "given", "storage_given", "form", "act",
      "language", "shown_how", "shown_at", "alternative_offered", "answered_at", "terms",
      "scan", "entered_by", "checked_by", "expires_on", "withdrawn_at");
  static auto of(const Consent& r) {
    return std::tie(r.id, r.subject, r.purpose, r.notice, r.guardian, r.given, r.storage_given,
                    r.form, r.act, r.language, r.shown_how, r.shown_at, r.alternative_offered,
                    r.answered_at, r.terms, r.scan, r.entered_by, r.checked_by, r.expires_on,
                    r.withdrawn_at);
  }
};

template <>
struct Fields<Request> {
  static constexpr std::string_view kName = "request";
  static constexpr auto kNames = detail::names(
      "id", "subject", "kind", "received_at", "guardian", "identity_checked_by",
      "identity_checked_at", "text", "due_on", "answered_at", "outcome", "reason", "answer");
  static auto of(const Request& r) {
    return std::tie(r.id, r.subject, r.kind, r.received_at, r.guardian, r.identity_checked_by,
                    r.identity_checked_at, r.text, r.due_on, r.answered_at, r.outcome, r.reason,
                    r.answer);
  }
};

template <>
struct Fields<Complaint> {
  static constexpr std::string_view kName = "complaint";
  static constexpr auto kNames =
      detail::names("id", "subject", "purpose", "place", "received_at", "text", "due_on",
                    "answered_at", "outcome");
  static auto of(const Complaint& r) {
    return std::tie(r.id, r.subject, r.purpose, r.place, r.received_at, r.text, r.due_on,
                    r.answered_at, r.outcome);
  }
};

template <>
struct Fields<Obligation> {
  static constexpr std::string_view kName = "obligation";
  static constexpr auto kNames = detail::names(
      "id", "subject", "kind", "rule", "about", "raised_on", "due_on", "earliest_on",
      "waits_for_year", "escalation", "done_on", "done_by", "evidence");
  static auto of(const Obligation& r) {
    return std::tie(r.id, r.subject, r.kind, r.rule, r.about, r.raised_on, r.due_on,
                    r.earliest_on, r.waits_for_year, r.escalation, r.done_on, r.done_by,
                    r.evidence);
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
struct Fields<Lapse> {
  static constexpr std::string_view kName = "lapse";
  static constexpr auto kNames = detail::names("subject", "purpose", "when");
  static auto of(const Lapse& c) { return std::tie(c.subject, c.purpose, c.when); }
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
