// The organization and where its cameras stand. Words in quotes are values of law/facts.
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

// The personal-information processor (个人信息处理者).
struct Organization {
  OrganizationId id;
  MaybeText name;
  MaybeText kind;         // "property_manager", "hotel", …
  MaybeText role;         // "processor", "joint_processor", "entrusted_party"
  MaybeText credit_code;  // 统一社会信用代码
  MaybeText address;
  MaybeText province;
  MaybeText city;     // "hangzhou", "shenzhen", "shanghai", "other"
  MaybeText contact;  // of the organization, as notices print it
  MaybeText officer;  // for the protection of personal information: name or office
  MaybeText officer_contact;
  MaybeBool is_cn_mainland;
  MaybeBool is_critical_infrastructure;
  MaybeBool is_network_operator;
  MaybeBool is_overseas;
  // Its own rules where the law has no figure. How long whoever refused is not asked again
  // (Network Data Regulations Art 22(5)), and how long a check of a sign stands for it.
  MaybeCount refusal_rest_days;
  MaybeCount signage_valid_days;
};

struct Site {
  SiteId id;
  OrganizationId organization;
  MaybeText name;
  MaybeText address;
  MaybeText province;
};

// An area of a site (场所): as large as one set of legal facts holds for.
struct Place {
  PlaceId id;
  std::optional<SiteId> site;
  MaybeText place_class;  // "office", "public_changing_room", …
  MaybeText spot;         // where in it the device stands: "entrance", "changing_room", …
  MaybeBool open_to_public;
  MaybeBool capture_is_bounded;  // only who steps up and acts, not who passes by
  MaybeBool public_security_need;
  MaybeBool collection_area_limited;
  MaybeBool flow_misleads;  // result of the check of screens and staff scripts (Art 12)
  MaybeBool flow_uses_fraud;
  MaybeBool flow_coerces;
  MaybeBool flow_refuses_service;      // to whoever does not show the face
  MaybeBool covers_third_party_area;   // another person's door or home is in view
  MaybeBool state_rule_requires_face;  // Art 10, third paragraph
};

// What a device does with an answer of the law.
inline constexpr std::string_view kObserve = "observe";  // records it
inline constexpr std::string_view kAdvise = "advise";    // and shows it to staff
inline constexpr std::string_view kEnforce = "enforce";  // and obeys it

struct Device {
  DeviceId id;
  PlaceId place;
  MaybeText mode;      // kObserve, kAdvise or kEnforce
  Texts capabilities;  // "capture", "detect", "verify", "identify", "store"
  MaybeText storage;   // where it keeps references: "device", "on_premises_server", …
  MaybeText vendor;
  MaybeText model;
  std::optional<Digest> credential;  // SHA-256 of what it authenticates itself by
  MaybeBool range_set_reasonably;
  std::optional<CivilDate> last_tested_on;
  // Of how many persons it, or its vendor, keeps references that no server keeps.
  MaybeCount persons_only_here;
};

// Another way through, for whoever does not want to show the face (Art 10).
struct Alternative {
  AlternativeId id;
  PlaceId place;
  std::string kind;  // "card", "qr_code", "staff", …
  MaybeBool is_working;
  MaybeCount opens_at;   // minute of the day; absent with closes_at: at all hours
  MaybeCount closes_at;  // minute of the day
  MaybeBool costs_extra;
  MaybeBool needs_approval;
  MaybeBool is_impractical;         // far away, at other hours, out of order
  MaybeCount wait_percent_of_face;  // median wait; 100 is as long
  std::optional<CivilDate> measured_on;
};

// That somebody looked whether the signs hang (显著提示标识, Art 13), with a photograph.
struct Signage {
  SignageId id;
  PlaceId place;
  CivilDate checked_on;
  MaybeBool is_in_place;
  std::optional<Digest> photo;  // SHA-256 of the photograph, which is kept elsewhere
  MaybeText checked_by;         // an office or a staff number, never a civil name
};

}  // namespace menshen::registry
