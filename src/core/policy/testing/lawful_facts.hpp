// For tests and benchmarks only: facts under which an act is lawful, found by search, so
// that they follow the law however it changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "policy/evaluate.hpp"
#include "policy/testing/random_facts.hpp"
#include "policy/testing/values.hpp"

namespace menshen::policy {

// From random facts on, changes one fact at a time that an objection rests on, and keeps the
// change unless it makes more objections.
class LawfulFacts {
 public:
  LawfulFacts(const Program& program, std::uint32_t seed)
      : program_(program),
        random_(program.law(), program.day(), seed),
        facts_(program.law().vocabulary()) {}

  // None when no such facts were found.
  std::optional<Values> find(std::string_view action) {
    for (int start = 0; start < 20; ++start) {
      Values values = random_.values(100);
      for (int step = 0; step < 4000; ++step) {
        state(values, facts_);
        const Decision decision = evaluate(program_, action, facts_);
        if (decision.outcome() == Outcome::permit) return values;
        improve(values, action, decision);
      }
    }
    return std::nullopt;
  }

 private:
  static std::size_t objections(const Decision& decision) {
    std::size_t count = decision.basis() == Basis::held ? 0 : 1;
    for (const Finding& finding : decision.findings()) {
      if (objects(finding)) ++count;
    }
    return count;
  }

  static bool objects(const Finding& finding) {
    return finding.status == Status::violated || finding.status == Status::undetermined;
  }

  void improve(Values& values, std::string_view action, const Decision& decision) {
    std::set<catalogue::FactIndex> facts;
    for (const Finding& finding : decision.findings()) {
      const bool is_basis = finding.provision->kind == catalogue::Kind::basis;
      if (!objects(finding) && !(is_basis && decision.basis() != Basis::held)) continue;
      collect(finding.provision->when, facts);
      collect(finding.provision->requires_, facts);
    }
    const std::vector<catalogue::FactIndex> list(facts.begin(), facts.end());
    if (list.empty()) return;
    const auto fact =
        list[static_cast<std::size_t>(random_.below(static_cast<int>(list.size())))];
    const auto before = std::exchange(values[fact], random_.value(fact));
    state(values, facts_);
    if (objections(evaluate(program_, action, facts_)) > objections(decision)) {
      values[fact] = before;
    }
  }

  // The stated facts that a condition rests on.
  void collect(const catalogue::Condition& condition, std::set<catalogue::FactIndex>& facts) {
    for (const auto& part : condition.parts) collect(part, facts);
    if (condition.kind != catalogue::Condition::Kind::test) return;
    for (const auto* term : {&condition.test.left, &condition.test.right}) {
      if (term->kind != catalogue::Term::Kind::fact) continue;
      const auto& law = program_.law();
      if (law.vocabulary().facts()[term->fact].stated_by != catalogue::StatedBy::derived) {
        facts.insert(term->fact);
      }
      for (const auto& provision : law.provisions()) {
        if (provision.defines == term->fact) collect(provision.when, facts);
      }
    }
  }

  const Program& program_;
  RandomFacts random_;
  Facts facts_;
};

}  // namespace menshen::policy
