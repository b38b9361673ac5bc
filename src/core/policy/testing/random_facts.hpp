// For tests only: facts drawn at random, the same on every run.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/testing/values.hpp"

namespace menshen::policy {

class RandomFacts {
 public:
  // Draws close to the edges of `law` on `day`: the numbers that a fact is compared with, the
  // days from which its periods run out today.
  RandomFacts(const catalogue::Catalogue& law, CivilDate day, std::uint32_t seed)
      : law_(law), day_(day), random_(seed), edges_(law.vocabulary().facts().size()) {
    for (const auto& provision : law.provisions()) {
      find_edges(provision.when);
      find_edges(provision.requires_);
    }
  }

  // Every fact that can be stated, with a probability of `known` in a hundred.
  Values values(int known) {
    const auto facts = law_.vocabulary().facts();
    Values values(facts.size());
    for (catalogue::FactIndex i = 0; i < facts.size(); ++i) {
      if (facts[i].stated_by == catalogue::StatedBy::derived || below(100) >= known) continue;
      values[i] = value(i);
    }
    return values;
  }

  catalogue::Value value(catalogue::FactIndex index) {
    const auto& fact = law_.vocabulary().facts()[index];
    switch (fact.type) {
      case catalogue::Type::boolean: return below(2) == 1;
      case catalogue::Type::integer: return number(index);
      case catalogue::Type::date: return CivilDate{std::chrono::days{number(index)}};
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
  using Term = catalogue::Term;

  // On an edge or beside it.
  std::int64_t number(catalogue::FactIndex index) {
    const auto& edges = edges_[index];
    const std::int64_t edge =
        edges.empty()
            ? 0
            : edges.at(static_cast<std::size_t>(below(static_cast<int>(edges.size()))));
    return edge + below(5) - 2;
  }

  void find_edges(const catalogue::Condition& condition) {
    for (const auto& part : condition.parts) find_edges(part);
    if (condition.kind != catalogue::Condition::Kind::test) return;
    const auto& [left, relation, right, words] = condition.test;
    for (const auto& [fact, other] : {std::pair{&left, &right}, std::pair{&right, &left}}) {
      if (fact->kind != Term::Kind::fact) continue;
      edges_[fact->fact].push_back(constant(*other) + about(*other) - about(*fact));
    }
  }

  // What a fact is compared with; when that is another fact, some day.
  [[nodiscard]] std::int64_t constant(const Term& term) const {
    if (term.kind == Term::Kind::literal) return term.literal;
    if (term.kind == Term::Kind::parameter) return number_of(term.parameter);
    return day_.time_since_epoch().count();
  }

  // A shift in days, give or take a few.
  [[nodiscard]] std::int64_t about(const Term& term) const {
    if (!term.shift) return 0;
    const std::int64_t amount =
        term.shift->parameter ? number_of(*term.shift->parameter) : term.shift->amount;
    const std::int64_t days = term.shift->period == catalogue::Period::years ? amount * 1461 / 4
                              : term.shift->period == catalogue::Period::months
                                  ? amount * 61 / 2
                                  : amount;
    return term.shift->is_back ? -days : days;
  }

  [[nodiscard]] std::int64_t number_of(catalogue::ParameterIndex index) const {
    return law_.parameters()[index].values.back().value;
  }

  const catalogue::Catalogue& law_;
  CivilDate day_;
  std::mt19937 random_;
  std::vector<std::vector<std::int64_t>> edges_;  // by fact
};

}  // namespace menshen::policy
