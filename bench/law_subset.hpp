// Thirty provisions of the law, cut out as a law of their own, for comparison with other
// engines: words, yes-or-no facts, numbers, days and sets, but no periods of months and years,
// which those engines have not. The cut knows nothing of the engines.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"

namespace menshen::bench {

// All thirty govern it.
inline constexpr std::string_view kSubsetAct = "gate.operate";

// The catalogue of the thirty alone, with the definitions, numbers and facts that they need.
// Errors: not_found when one of them is not in `law`, or not in force on `day`; otherwise
// those of Catalogue::make.
[[nodiscard]] Result<catalogue::Catalogue> cut_subset(const catalogue::Catalogue& law,
                                                      CivilDate day);

// The rules for other engines: `[{"id", "is_basis", "holds", "unless"}]`. `holds` is what
// breaks the rule, or what makes the basis good; `unless` lists what lifts it. A condition is
//
//   {"all": [...]}, {"any": [...]}, {"not": ...}   of conditions
//   {"fact": "consent.is_informed"}                yes
//   {"fact": "...", "is": OPERATOR, "value": ...}  ==, !=, <, <=, >, >=; `contains` of a set
//   {"fact": "...", "is": "in", "value": [...]}
//
// with definitions, numbers and the day put in, days as in to_json(). Errors: invalid_input
// when a condition moves a day or compares two facts.
[[nodiscard]] Result<boost::json::value> rules_of(const catalogue::Catalogue& subset,
                                                  CivilDate day);

// What a test compares a fact with, interned. `term` is no fact.
[[nodiscard]] std::int64_t number_of(const catalogue::Term& term,
                                     const catalogue::Catalogue& law, CivilDate day);

// A word, number or truth as it is, a set as a list, a day as the number since
// 1970-01-01.
[[nodiscard]] boost::json::value to_json(const catalogue::Value& value);

struct Statement {
  std::string_view fact;  // its id, which the vocabulary keeps
  catalogue::Value value;
};

// One statement on every fact that can be stated.
using CompleteFacts = std::vector<Statement>;

void state(const CompleteFacts& statements, policy::Facts& facts);

// So many of them, the same on every run: from some that are permitted to some with many
// rules broken. Errors: invalid_input when one of the thirty has no effect in any of them.
[[nodiscard]] Result<std::vector<CompleteFacts>> draw_facts(const policy::Program& program,
                                                            std::size_t count);

}  // namespace menshen::bench
