// Situations of law/situations: what is on file, what is asked, and what must come of it.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "law_yaml/read_expectation.hpp"
#include "law_yaml/read_stated.hpp"
#include "registry/registry.hpp"
#include "registry/starting_site.hpp"
#include "registry/words.hpp"

namespace menshen::facts {

// A record, or fields of one that is on file already.
struct PutRecord {
  registry::Kind kind{};
  std::string id;
  std::vector<std::pair<std::string, registry::Texts>> fields;
};

inline constexpr std::string_view kGiven = "given";
inline constexpr std::string_view kRefused = "refused";

struct GiveAnswer {
  std::string answer;  // kGiven, kRefused, or what was taken for consent: "bundled", …
  std::string subject;
  std::string purpose;
  std::optional<std::string> guardian;
  std::string act;
  std::string language;
  bool alternative_offered = true;
  bool came_unasked = false;
  std::optional<CivilDate> expires_on;
  std::optional<bool> storage;  // to the question of its own; none: not asked
};

struct WithdrawConsent {
  std::string subject;
  std::string purpose;
};

// The purpose is assessed anew, as it is now, and everything is in order.
struct Assess {
  std::string purpose;
};

struct Step {
  std::size_t line = 0;
  std::optional<CivilDate> on;           // none: the day of the step before
  std::optional<std::string> not_taken;  // code of the error that it must end with
  std::variant<PutRecord, GiveAnswer, WithdrawConsent, Assess> what;
};

struct FactsOf {
  std::string source;
  std::vector<law_yaml::StatedFact> facts;
};

struct Situation {
  std::size_t line = 0;
  std::string name;
  std::vector<std::string> from;  // rows of the matrix, and cases
  registry::StartingSite site;
  std::vector<Step> steps;
  std::string action;
  CivilDate on;
  std::chrono::hours hour{};  // local
  std::string purpose;
  std::string device;
  std::string subject;
  std::optional<CivilDate> reference_until;
  std::vector<FactsOf> facts;
  std::vector<std::string> unknown;   // facts
  std::vector<std::string> rests_on;  // rows of what is satisfied
  law_yaml::Expectation expect;
};

// Errors: invalid_input, with the line.
[[nodiscard]] Result<std::vector<Situation>> read_situations(std::string_view text,
                                                             const catalogue::Catalogue& law);

}  // namespace menshen::facts
