// What the server knows of its world. Legal facts are drawn from these records and not from
// a caller's word. A field that nobody filled in is absent, and what is absent is unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "base/ids.hpp"

namespace menshen::registry {

using NoticeId = StrongId<struct NoticeTag>;
using ConsentId = StrongId<struct ConsentTag>;
using AlternativeId = StrongId<struct AlternativeTag>;

using MaybeBool = std::optional<bool>;
using MaybeText = std::optional<std::string>;

// The mode of a purpose that searches a gallery.
inline constexpr std::string_view kOneToMany = "one_to_many";

// What faces are processed for (处理目的). Words in quotes are values of law/facts.
struct Purpose {
  PurposeId id;
  MaybeText kind;              // "entrance_access", …
  MaybeText mode;              // "one_to_one" or "one_to_many"
  MaybeText basis;             // lawful basis, PIPL Art 13: "consent", …
  MaybeBool basis_documented;  // the law or contract it rests on is on file
  MaybeBool basis_within_reason;
  MaybeBool is_specific;
  MaybeBool necessity_assessed;
  MaybeBool least_impact_chosen;
  MaybeBool has_live_effect;  // does the result admit or refuse anybody?
  MaybeText storage_place;    // "device", "on_premises_server", "cloud"
  MaybeText storage_exception;
  MaybeBool transmits_over_internet;
  std::optional<std::int64_t> retention_days;
  std::optional<CivilDate> assessed_on;  // approval of the impact assessment (Art 9)
  MaybeBool assessment_is_current;       // nothing it speaks of has changed since
  MaybeBool minors_rules_in_place;
  MaybeBool written_form_required;     // does a law ask for written consent?
  MaybeBool withdrawal_is_convenient;  // as easy as consenting was
  MaybeBool service_needs_face;        // could it not be rendered without one?
};

struct Place {
  PlaceId id;
  MaybeText place_class;  // "office", "public_changing_room", …
  MaybeText spot;         // where in it the device stands: "entrance", "changing_room", …
  MaybeBool open_to_public;
  MaybeBool capture_is_bounded;  // only who steps up and acts, not who passes by
  MaybeBool public_security_need;
  MaybeBool signage_in_place;
  MaybeBool collection_area_limited;
  MaybeBool flow_misleads;  // result of the check of screens and staff scripts (Art 12)
  MaybeBool flow_uses_fraud;
  MaybeBool flow_coerces;
  MaybeBool flow_refuses_service;      // to whoever does not show the face
  MaybeBool covers_third_party_area;   // another person's door or home is in view
  MaybeBool state_rule_requires_face;  // Art 10, third paragraph
};

struct Device {
  DeviceId id;
  PlaceId place;
};

// What people are told beforehand (Art 5), item by item.
struct Notice {
  NoticeId id;
  PurposeId purpose;
  std::int64_t version = 1;  // the highest version of a purpose is the current one
  MaybeBool names_processor;
  MaybeBool states_purpose_method_retention;
  MaybeBool states_necessity_and_impact;
  MaybeBool states_rights;
  MaybeBool states_other_items;
  MaybeBool is_accessible;
};

struct Subject {
  SubjectId id;
  std::optional<CivilDate> birth_date;
  MaybeBool is_disabled_or_elderly;
};

// One person's answer to one purpose under one notice. Refusals are kept too.
struct Consent {
  ConsentId id;
  SubjectId subject;
  PurposeId purpose;
  NoticeId notice;
  std::optional<Instant> notice_shown_at;
  MaybeBool was_given;  // false: refused
  MaybeText kind;       // "separate", "bundled", "general_terms", "implied"
  MaybeBool is_informed;
  MaybeBool is_voluntary;
  MaybeBool is_explicit;
  MaybeBool is_condition_of_service;
  MaybeBool is_written;
  Instant answered_at;
  std::optional<Instant> withdrawn_at;
  MaybeBool guardian_consents;  // of a person under the age of the law
  MaybeBool guardian_relation_proved;
};

// Another way through, for whoever does not want to show the face (Art 10).
struct Alternative {
  AlternativeId id;
  PlaceId place;
  std::string kind;  // "card", "qr_pass", "staff", …
  MaybeBool is_working;
  MaybeBool costs_extra;
  MaybeBool needs_approval;
  MaybeBool is_impractical;                          // far away, at other hours, out of order
  std::optional<std::int64_t> wait_percent_of_face;  // median wait; 100 is as long
};

using Record = std::variant<Purpose, Place, Device, Notice, Subject, Consent, Alternative>;

// Everything on file about one question: may this device do this for that purpose with that
// person? Read at one moment.
struct World {
  std::optional<Purpose> purpose;
  std::optional<Device> device;
  std::optional<Place> place;    // where the device stands
  std::optional<Notice> notice;  // the purpose's current one
  std::optional<Subject> subject;
  std::optional<Consent> consent;         // the person's latest answer to the purpose
  std::vector<Alternative> alternatives;  // at the place
};

}  // namespace menshen::registry
