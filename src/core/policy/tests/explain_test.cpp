#include "policy/explain.hpp"

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/evaluate.hpp"
#include "policy/testing/random_facts.hpp"
#include "policy/testing/values.hpp"

namespace menshen::policy {
namespace {

using namespace std::chrono_literals;

using catalogue::Kind;

const catalogue::Catalogue& small_law() {
  static const auto law = catalogue::Catalogue::make(catalogue::small_contents());
  return law.value();
}

constexpr CivilDate kDay{2025y / 6 / 2};

// The status that a finding has when no exception lifts it and no other basis carries the act.
Status status_of(const Explanation& explanation) {
  const Kind kind = explanation.provision->kind;
  if (explanation.when.truth == Truth::no) return Status::not_applicable;
  const bool is_good_when_true = kind == Kind::basis || kind == Kind::excepts;
  const Truth kept = is_good_when_true ? explanation.truth : opposite(explanation.truth);
  switch (kept) {
    case Truth::no: return Status::violated;
    case Truth::unknown: return Status::undetermined;
    case Truth::yes: break;
  }
  return Status::satisfied;
}

// Whether the act's decision, as it settles the bases together, replaced the status.
bool is_settled_elsewhere(const Decision& decision, const Finding& finding) {
  const bool is_spare = finding.provision->kind == Kind::basis &&
                        decision.basis() == Basis::held && finding.status != Status::satisfied;
  return is_spare || finding.status == Status::excepted;
}

// Facts that only the tests decisive for `reason` ask for.
void keep_only_decisive(const Reason& reason, Facts& facts) {
  std::set<catalogue::FactIndex> kept;
  for (const Reason* test : decisive_tests(reason)) {
    for (const auto fact : stated_facts(test->condition->test, facts.vocabulary())) {
      kept.insert(fact);
    }
  }
  for (catalogue::FactIndex fact = 0; fact < facts.vocabulary().facts().size(); ++fact) {
    if (!kept.contains(fact)) facts.forget(fact);
  }
}

struct Disagreements {
  int statuses = 0;
  int missing = 0;
  int decisive = 0;
};

void compare(const Explainer& explainer, const Decision& decision, const Facts& facts,
             Disagreements& found) {
  std::set<catalogue::FactIndex> missing;
  for (const Finding& finding : decision.findings()) {
    const Explanation why = explainer.explain(*finding.provision, facts);
    if (is_settled_elsewhere(decision, finding)) continue;
    if (status_of(why) != finding.status) ++found.statuses;
    if (finding.provision->kind != Kind::excepts) {
      for (const auto fact : missing_facts(why, facts)) missing.insert(fact);
    }
    for (const Reason* side : {&why.when, &why.requires_}) {
      if (side->truth == Truth::unknown) continue;
      Facts few = facts;
      keep_only_decisive(*side, few);
      const Explanation again = explainer.explain(*finding.provision, few);
      const Truth truth = side == &why.when ? again.when.truth : again.requires_.truth;
      if (truth != side->truth) ++found.decisive;
    }
  }
  std::set<catalogue::FactIndex> awaited;
  for (const auto* fact : decision.missing()) {
    awaited.insert(*facts.vocabulary().find_fact(fact->id));
  }
  if (missing != awaited) ++found.missing;
}

Disagreements disagreements(const catalogue::Catalogue& law, const Program& program,
                            int trials) {
  const Explainer explainer(program);
  RandomFacts random(law, program.day(), 20261121);
  Facts facts(law.vocabulary());
  Disagreements found;
  for (int i = 0; i < trials; ++i) {
    state(random.values(i % 5 * 25), facts);
    for (const auto& act : law.vocabulary().acts()) {
      compare(explainer, evaluate(program, act.id, facts), facts, found);
    }
  }
  return found;
}

TEST(Explain, agrees_with_the_decision_on_the_small_law) {
  const auto found = disagreements(small_law(), compile(small_law(), kDay), 20'000);
  EXPECT_EQ(found.statuses, 0);
  EXPECT_EQ(found.missing, 0);
  EXPECT_EQ(found.decisive, 0);
}

TEST(Explain, agrees_with_the_decision_on_the_law_of_the_repository) {
  const auto& law = law_yaml::the_law(MENSHEN_LAW_DIR);
  const CivilDate today = 2026y / 11 / 21;
  for (const Program& program :
       {compile(law, 2021y / 10 / 31), compile(law, today), compile(law, today, "d23")}) {
    const auto found = disagreements(law, program, 10);
    EXPECT_EQ(found.statuses, 0);
    EXPECT_EQ(found.missing, 0);
    EXPECT_EQ(found.decisive, 0);
  }
}

TEST(Explain, follows_a_derived_fact_to_what_defines_it) {
  Facts facts(small_law().vocabulary());
  facts.state("place", std::string("bath"), "test");
  const Program program = compile(small_law(), kDay);
  const Explanation why = explain(program, *small_law().find("L-3"), facts);
  EXPECT_EQ(why.truth, Truth::yes);
  ASSERT_EQ(why.when.parts.size(), 1U);
  EXPECT_EQ(why.when.parts[0].definition->id, "L-3.private");
  const auto tests = decisive_tests(why.when);
  ASSERT_EQ(tests.size(), 1U);
  EXPECT_THAT(stated_facts(tests[0]->condition->test, small_law().vocabulary()),
              testing::ElementsAre(*small_law().vocabulary().find_fact("place")));
}

TEST(Explain, waits_for_what_nobody_stated) {
  const Facts facts(small_law().vocabulary());
  const Program program = compile(small_law(), kDay);
  const auto missing = missing_facts(explain(program, *small_law().find("L-5"), facts), facts);
  EXPECT_THAT(missing, testing::ElementsAre(*small_law().vocabulary().find_fact("age")));
}

}  // namespace
}  // namespace menshen::policy
