// For tests only: facts drawn at random, the same on every run.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/facts.hpp"

namespace menshen::policy {

class RandomFacts {
 public:
  RandomFacts(const catalogue::Vocabulary& vocabulary, std::uint32_t seed)
      : vocabulary_(vocabulary), random_(seed) {}

  // States every fact that can be stated with a probability of `known` in a hundred.
  void fill(Facts& facts, int known) {
    for (catalogue::FactIndex i = 0; i < vocabulary_.facts().size(); ++i) {
      const auto& fact = vocabulary_.facts()[i];
      facts.forget(i);
      if (fact.stated_by == catalogue::StatedBy::derived || below(100) >= known) continue;
      facts.state(fact.id, value(fact), "random");
    }
  }

  // Close to the edges of the law: ages about 14, days about the first of June 2025.
  catalogue::Value value(const catalogue::FactDefinition& fact) {
    switch (fact.type) {
      case catalogue::Type::boolean: return below(2) == 1;
      case catalogue::Type::integer: return std::int64_t{12 + below(14)};
      case catalogue::Type::date: return CivilDate{std::chrono::days{20'240 + below(3)}};
      case catalogue::Type::one_of:
        return fact.values.at(
            static_cast<std::size_t>(below(static_cast<int>(fact.values.size()))));
      case catalogue::Type::set_of: break;
    }
    std::vector<std::string> words;
    for (const std::string& word : fact.values) {
      if (below(2) == 1) words.push_back(word);
    }
    return words;
  }

  int below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }

 private:
  const catalogue::Vocabulary& vocabulary_;
  std::mt19937 random_;
};

}  // namespace menshen::policy
