// What `menshen assess` is asked: one case or many, each with its acts and facts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_expectation.hpp"
#include "law_yaml/read_stated.hpp"

namespace menshen::law_yaml {

// More is not a description that a person wrote.
inline constexpr std::size_t kManifestBytesMax = 1U << 20U;

// More than this is a data set, not a set of cases that people have described.
inline constexpr std::size_t kManifestCasesMax = 1000;

// Which law a case is judged by: what is in force, a draft, or both side by side.
struct LawChoice {
  bool is_in_force = true;
  std::string draft;  // instrument; empty: none

  bool operator==(const LawChoice&) const = default;
};

// `cn`, `d23` or `cn+d23`: the jurisdiction for the law in force, a draft by its instrument.
// Errors: invalid_input, naming those there are.
[[nodiscard]] Result<LawChoice> read_law_choice(std::string_view name,
                                                const catalogue::Catalogue& law);

struct ManifestCase {
  std::string id;  // as `case:` says
  std::size_t line = 0;
  std::optional<catalogue::Bilingual> title;
  std::optional<CivilDate> on;    // the day of judgement; none: the day it is asked
  std::optional<LawChoice> law;   // none: what is in force
  std::vector<std::string> acts;  // at least one, each once
  std::vector<StatedFact> facts;
  std::size_t facts_line = 0;  // of `facts:`; of the case where it states none
  std::optional<Expectation> expect;
};

struct Manifest {
  std::vector<ManifestCase> cases;  // at least one
  bool is_list = false;             // written as `cases:`
};

// The manifest of law.md: `menshen: 1`, then either one case (`case`, `title`, `on`, `law`,
// `action`, `facts`, `expect`) or `cases:`, a list of such. Beside the list `on`, `law`,
// `action` and `facts` are defaults: a case's own win, and its `unknown` takes a given fact
// back. JSON is read too. Errors: invalid_input, with the line, for an unknown name (the
// nearest right one is offered) or an ill-typed value; exhausted above the limits.
[[nodiscard]] Result<Manifest> read_manifest(std::string_view text,
                                             const catalogue::Catalogue& law);

}  // namespace menshen::law_yaml
