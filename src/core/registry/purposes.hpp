// What faces are processed for, what is told about it, and what was done to be allowed to.
// Words in quotes are values of law/facts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "registry/words.hpp"

namespace menshen::registry {

// The mode of a purpose that searches a gallery.
inline constexpr std::string_view kOneToMany = "one_to_many";

// Of Purpose::storage_exception: each person is asked for it (单独同意), and it is theirs to
// say.
inline constexpr std::string_view kBySeparateConsent = "separate_consent";

// 处理目的.
struct Purpose {
  PurposeId id;
  MaybeText statement_zh;  // what for, in words that people understand
  MaybeText statement_en;
  MaybeText kind;            // "entrance_access", …
  MaybeText mode;            // "one_to_one" or "one_to_many"
  MaybeText necessity;       // why it cannot be reached with less
  MaybeText basis;           // lawful basis, PIPL Art 13: "consent", …
  MaybeText basis_document;  // the law or contract it rests on, by name and article
  std::optional<CivilDate> basis_expires_on;  // last day
  MaybeBool basis_documented;                 // that document is on file
  MaybeBool basis_within_reason;
  MaybeBool is_specific;
  MaybeBool necessity_assessed;
  MaybeBool least_impact_chosen;
  MaybeBool has_live_effect;    // does the result admit or refuse anybody?
  MaybeText storage_place;      // "device", "on_premises_server", "cloud"
  MaybeText storage_exception;  // kBySeparateConsent, "law", "none"
  MaybeBool transmits_over_internet;
  MaybeCount retention_days;
  Texts recipients;                    // who else receives face information
  MaybeCount false_match_per_million;  // wanted rate at the threshold
  MaybeBool minors_rules_in_place;
  MaybeBool written_form_required;     // does a law ask for written consent?
  MaybeBool withdrawal_is_convenient;  // as easy as consenting was
  MaybeBool service_needs_face;        // could it not be rendered without one?
  std::optional<CivilDate> ended_on;   // from this day on nothing is done for it
};

// That a device serves a purpose.
struct Assignment {
  AssignmentId id;
  PurposeId purpose;
  DeviceId device;
};

// What people are told beforehand (告知, Art 5), each item a field of its own in each language.
// What was told is never altered: another wording is another version.
struct Notice {
  NoticeId id;
  PurposeId purpose;
  std::int64_t version = 1;  // the highest version of a purpose is the current one
  MaybeText processor_zh;    // (1) name and contact of the processor
  MaybeText processor_en;
  MaybeText purpose_zh;  // (2) purpose, method and retention
  MaybeText purpose_en;
  MaybeText necessity_zh;  // (3) necessity, and impact on rights
  MaybeText necessity_en;
  MaybeText rights_zh;  // (4) how to exercise one's rights
  MaybeText rights_en;
  MaybeText other_zh;  // (5) other matters that laws ask for
  MaybeText other_en;
  MaybeText data_types_zh;
  MaybeText data_types_en;
  MaybeText recipient_zh;  // who else receives it, when somebody does
  MaybeText recipient_en;
  MaybeBool is_accessible;  // for the elderly and disabled
};

// Where a notice is shown, and since when.
struct Display {
  DisplayId id;
  NoticeId notice;
  PlaceId place;
  MaybeText form;  // "screen", "poster", "page"
  CivilDate shown_from;
  std::optional<CivilDate> shown_until;  // last day
};

// Impact assessment (个人信息保护影响评估, Art 9).
struct Assessment {
  AssessmentId id;
  PurposeId purpose;
  Digest scope{};  // of what was assessed; see registry/scope.hpp
  std::optional<CivilDate> approved_on;
  std::optional<CivilDate> next_due_on;
  MaybeBool lawful_and_necessary;
  MaybeBool impact_on_rights;
  MaybeBool risk_of_leak;
  MaybeBool safeguards;
  MaybeBool third_party_took_part;
  MaybeBool third_party_described;
  MaybeCount kept_years_planned;
  std::optional<Digest> report;  // SHA-256 of the report
  MaybeText approved_by;         // an office, never a civil name
};

// Filing (备案, Art 15), one of the organization at a time.
struct Filing {
  FilingId id;
  OrganizationId organization;
  std::string state = "none";                     // "none", "draft", "submitted", …
  std::optional<CivilDate> threshold_reached_on;  // stays when the number falls again
  MaybeCount persons;                             // in stock when it was last counted
  std::optional<CivilDate> counted_on;
  std::optional<CivilDate> submitted_on;
  MaybeText authority_level;  // "province", …
  MaybeText number;
  std::optional<CivilDate> changed_on;  // what was filed
  MaybeBool change_filed;
  std::optional<CivilDate> ended_on;  // the use of face recognition
  MaybeBool data_disposed;
};

// A fact of law/facts that no other record shows, stated by whoever answers for it, with what
// shows it: a security control, that staff are trained, when the last audit was.
struct Declaration {
  DeclarationId id;
  std::string fact;   // as law/facts names it; never one of a single person
  std::string value;  // as law files write it
  // Narrowed to one of these, at most; else it holds for the whole organization.
  std::optional<PurposeId> purpose;
  std::optional<PlaceId> place;
  std::optional<DeviceId> device;
  CivilDate declared_on;
  std::optional<CivilDate> valid_until;  // last day
  MaybeText declared_by;                 // an office, never a civil name
  std::optional<Digest> evidence;        // SHA-256 of the document that shows it
};

// Security incident (安全事件).
struct Incident {
  IncidentId id;
  CivilDate happened_on;
  MaybeText summary;  // without names
  std::optional<CivilDate> remedied_on;
  std::optional<CivilDate> authority_notified_on;
  std::optional<CivilDate> persons_notified_on;
  MaybeBool harm_avoided;
  MaybeCount persons_affected;
  MaybeBool involves_minors;
};

}  // namespace menshen::registry
