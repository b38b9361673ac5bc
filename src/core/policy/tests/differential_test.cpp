// The compiled law and the naive reading of it must agree on whatever is put to them.
#include <chrono>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/evaluate.hpp"
#include "policy/testing/naive_evaluator.hpp"
#include "policy/testing/random_facts.hpp"

namespace menshen::policy {
namespace {

using namespace std::chrono_literals;

// What evaluate() said, in the words of the naive one.
NaiveDecision in_words(const Decision& decision) {
  NaiveDecision words{.outcome = decision.outcome()};
  for (const Finding& finding : decision.findings()) {
    words.findings[finding.provision->id] = finding.status;
  }
  for (const auto* fact : decision.missing()) words.missing.insert(fact->id);
  for (const Obligation& one : decision.obligations()) {
    words.obligations[one.provision->id] = one.due;
  }
  for (const auto* provision : decision.advice()) words.advice.insert(provision->id);
  return words;
}

bool agree(const NaiveDecision& a, const NaiveDecision& b) {
  return a.outcome == b.outcome && a.findings == b.findings && a.missing == b.missing &&
         a.obligations == b.obligations && a.advice == b.advice;
}

// How many of `trials` random questions the two answer differently.
int disagreements(const catalogue::Catalogue& law, CivilDate day, int trials,
                  std::map<Outcome, int>& outcomes) {
  const Program program = compile(law, day);
  const auto acts = law.vocabulary().acts();
  RandomFacts random(law.vocabulary(), 20251121);
  Facts facts(law.vocabulary());
  Decision decision = evaluate(program, acts[0].id, facts);
  int count = 0;
  for (int i = 0; i < trials; ++i) {
    random.fill(facts, i % 5 * 25);
    const std::string& action =
        acts[static_cast<std::size_t>(random.below(static_cast<int>(acts.size())))].id;
    evaluate_into(program, action, facts, decision);
    ++outcomes[decision.outcome()];
    if (!agree(in_words(decision), NaiveEvaluator(law, day, facts).decide(action))) ++count;
  }
  return count;
}

TEST(Differential, the_law_of_the_repository_before_and_after_the_measures) {
  std::map<Outcome, int> outcomes;
  for (const CivilDate day : {CivilDate{2021y / 10 / 31}, CivilDate{2025y / 5 / 31},
                              CivilDate{2025y / 6 / 1}, CivilDate{2026y / 11 / 21}}) {
    EXPECT_EQ(disagreements(law_yaml::the_law(MENSHEN_LAW_DIR), day, 15'000, outcomes), 0);
  }
}

TEST(Differential, the_small_law) {
  std::map<Outcome, int> outcomes;
  const auto law = catalogue::Catalogue::make(catalogue::small_contents()).value();
  EXPECT_EQ(disagreements(law, CivilDate{2025y / 6 / 2}, 150'000, outcomes), 0);
  EXPECT_GT(outcomes[Outcome::permit], 1'000);
  EXPECT_GT(outcomes[Outcome::deny], 1'000);
  EXPECT_GT(outcomes[Outcome::undetermined], 1'000);
}

}  // namespace
}  // namespace menshen::policy
