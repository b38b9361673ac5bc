// For tests only: what a solver found, as facts that an evaluator and a person understand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/facts.hpp"
#include "proof/smt.hpp"
#include "proof/testing/solver.hpp"

namespace menshen::proof {

// What to ask the solver for.
inline std::vector<std::string> constants_of(const catalogue::Catalogue& law,
                                             const World& one) {
  const catalogue::Vocabulary& words = law.vocabulary();
  std::vector<std::string> constants;
  for (catalogue::FactIndex fact = 0; fact < words.facts().size(); ++fact) {
    const auto& definition = words.facts()[fact];
    if (definition.stated_by == catalogue::StatedBy::derived) continue;
    constants.push_back(one.known(fact));
    if (definition.type != catalogue::Type::set_of) {
      constants.push_back(one.value(fact));
      continue;
    }
    for (std::size_t word = 0; word < definition.values.size(); ++word) {
      constants.push_back(one.has(fact, word));
    }
  }
  return constants;
}

inline std::int64_t number_in(const std::string& text) {
  if (text == "true") return 1;
  if (text == "false") return 0;
  return std::stoll(text);
}

// The solver's example as facts for the evaluator.
inline policy::Facts facts_of(const catalogue::Catalogue& law, const World& one,
                              const Model& model) {
  const catalogue::Vocabulary& words = law.vocabulary();
  policy::Facts facts(words);
  for (catalogue::FactIndex fact = 0; fact < words.facts().size(); ++fact) {
    const auto& definition = words.facts()[fact];
    if (definition.stated_by == catalogue::StatedBy::derived) continue;
    if (model.at(one.known(fact)) != "true") continue;
    std::int64_t value = 0;
    if (definition.type == catalogue::Type::set_of) {
      for (std::size_t word = 0; word < definition.values.size(); ++word) {
        value |= number_in(model.at(one.has(fact, word))) << word;
      }
    } else {
      value = number_in(model.at(one.value(fact)));
    }
    facts.state(definition.id, words.value_of(fact, value), "solver");
  }
  return facts;
}

// `fact: value` of every fact that is known, one a line.
inline std::string in_words(const policy::Facts& facts) {
  std::string text;
  for (const auto& stated : facts.stated()) {
    text += "  " + stated.definition->id + ": " + catalogue::to_text(stated.value) + "\n";
  }
  return text;
}

}  // namespace menshen::proof
