// The records of one entrance with everything on file that the law asks for, as far as those
// who answer for it say that it is so.
#pragma once

#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"

namespace menshen::registry {

// What somebody looked at and found in order. What nobody says stays unknown, and what is
// unknown is refused.
struct StartingChecks {
  // The purpose is specific, was found necessary, and the way with the least impact chosen; no
  // more is collected than it needs, and withdrawing is as easy as consenting.
  MaybeBool purpose;
  // Only who steps up is captured; nobody else's door is in view; signs hang.
  MaybeBool place;
  // Nothing on screens or in scripts misleads, defrauds or coerces, and nobody is turned away
  // or made to agree or to enter by face, children and their guardians neither.
  MaybeBool flow;
  // The other way works, costs nothing, needs no approval, is near, and takes no longer.
  MaybeBool alternative;
  MaybeBool assessment;     // the impact assessment has its four items and is approved
  MaybeBool minors;         // rules for children are in place
  MaybeBool safeguards;     // transport, access, authorisations and intrusion
  MaybeBool no_injunction;  // no court has ordered to stop
  MaybeBool notice = true;  // the elderly and disabled can read the notice
  // Nothing demands written consent or a face, and who shows none is served all the same.
  MaybeBool no_special_rule = true;
};

// What somebody decides or knows. An empty word, like a missing value, is not said.

struct StartingSite {
  std::string organization = "organization";  // identifiers
  std::string site = "site";
  std::string place = "entrance";
  std::string device = "camera";
  std::string purpose = "door";

  std::string name_zh;  // of the organization, for the notice
  std::string name_en;
  std::string contact;
  std::string officer;
  std::string processor_kind;  // values of law/facts from here on
  std::string city = "other";
  std::string place_class;
  std::string spot = "entrance";
  MaybeBool in_mainland = true;
  MaybeBool open_to_public = false;
  MaybeBool public_security_need = false;
  std::string purpose_kind = "entrance_access";
  std::string mode = "one_to_one";
  std::string storage = "device";
  MaybeBool over_internet = false;
  MaybeCount retention_days = 365;
  std::string statement_zh = "凭人脸进出";
  std::string statement_en = "to enter by face";
  std::string alternative_kind = "card";  // empty: there is none
  StartingChecks checks;
};

// Each behind those that it names. What was checked was checked on `today`.
[[nodiscard]] std::vector<Record> records_of(const StartingSite& site, CivilDate today,
                                             const Crypto& crypto);

// The same, in parts, for whoever adds an entrance or a purpose to a site.
[[nodiscard]] Place place_of(const StartingSite& site);
[[nodiscard]] Alternative alternative_of(const StartingSite& site, CivilDate today);
[[nodiscard]] Purpose purpose_of(const StartingSite& site);
[[nodiscard]] Notice notice_of(const StartingSite& site);
[[nodiscard]] Device device_of(const StartingSite& site);
[[nodiscard]] Assignment assignment_of(const StartingSite& site);
// Approved on `today`, of the purpose with the devices that serve it and where they stand.
[[nodiscard]] Assessment assessment_of(const Purpose& purpose,
                                       const std::vector<Device>& devices,
                                       const std::vector<Place>& places, CivilDate today,
                                       const Crypto& crypto);

}  // namespace menshen::registry
