// What is missing to be lawful, article by article, and which commands mend it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/decision.hpp"
#include "registry/registry.hpp"

namespace menshen::readiness {

// A field as `menshen NOUN put` takes it.
struct Said {
  std::string field;
  std::string value;
  // Only a person knows it: `value` is a placeholder in capitals, and `words` are those it can
  // be, where there is a list.
  bool is_open = false;
  std::vector<std::string> words;

  bool operator==(const Said&) const = default;
};

// What is to be put on file.
struct Put {
  registry::Kind kind = 0;
  std::string id;
  std::vector<Said> fields;

  bool operator==(const Put&) const = default;
};

// A fact that a provision waits for, or is broken by.
struct Need {
  catalogue::FactIndex fact = 0;
  std::optional<catalogue::Value> stated;  // none: no record shows it
  std::string source;                      // of what is stated
  std::string test;                        // what the law asks, where it is more than yes or no
  std::optional<Put> mend;                 // none: no record alone mends it

  bool operator==(const Need&) const = default;
};

struct Finding {
  const catalogue::Provision* provision = nullptr;
  policy::Status status = policy::Status::undetermined;  // or violated
  std::vector<std::size_t> cases;                        // positions in Report::cases
  std::vector<Need> needs;
};

// A purpose at a device that serves it.
struct Case {
  PurposeId purpose;
  DeviceId device;
  PlaceId place;
  policy::Outcome outcome = policy::Outcome::permit;  // the gravest of its acts
};

// A record without which the law cannot be asked.
struct Gap {
  catalogue::Bilingual what;
  Put mend;
};

struct Overdue {
  std::string obligation;  // its id
  catalogue::Bilingual what;
  CivilDate due;
  bool ends_by_hand = false;  // somebody says that it is done; else a record shows it
};

// Something of the house that is as it should be, or not.
struct Check {
  catalogue::Bilingual what;
  bool is_well = true;
};

struct Report {
  catalogue::Catalogue law;  // keeps what the findings point to
  CivilDate day;
  std::vector<Case> cases;
  std::vector<Gap> gaps;
  std::vector<Finding> findings;  // violated before undetermined, each in the law's order
  std::vector<Put> puts;          // all that mends, in the order in which it can be put
  std::vector<Overdue> overdue;
  std::vector<Check> checks;

  // The gravest case; undetermined where something is missing to ask.
  [[nodiscard]] policy::Outcome outcome() const noexcept;
  // Nothing is overdue, and every check is well.
  [[nodiscard]] bool is_healthy() const noexcept;
};

}  // namespace menshen::readiness
