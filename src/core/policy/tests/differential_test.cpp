// The compiled law and the naive reading of it must agree on whatever is put to them.
//
// MENSHEN_DIFFERENTIAL_SETS says how many sets of facts the law of the repository is asked
// about, over all its days; `./dev test-long` asks for ten million.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/evaluate.hpp"
#include "policy/testing/naive_evaluator.hpp"
#include "policy/testing/random_facts.hpp"
#include "policy/testing/random_law.hpp"
#include "policy/testing/values.hpp"

namespace menshen::policy {
namespace {

using namespace std::chrono_literals;

constexpr int kShards = 4;  // ctest runs them side by side

int sets_of_facts() {
  const char* wanted = std::getenv("MENSHEN_DIFFERENTIAL_SETS");
  return wanted == nullptr ? 240'000 : std::stoi(wanted);
}

// What evaluate() said, in the words of the naive one.
NaiveDecision in_words(const Decision& decision) {
  NaiveDecision words{.outcome = decision.outcome(), .basis = decision.basis()};
  for (const Finding& one : decision.findings()) {
    words.findings.push_back({one.provision, one.status, one.excepted_by});
  }
  const auto* first_fact = decision.law().vocabulary().facts().data();
  for (const auto* fact : decision.missing()) {
    words.missing.insert(static_cast<catalogue::FactIndex>(fact - first_fact));
  }
  for (const Obligation& one : decision.obligations()) {
    words.obligations.push_back({one.provision, one.is_certain, one.due});
  }
  words.advice.assign(decision.advice().begin(), decision.advice().end());
  return words;
}

// Puts random questions to both.
class Duel {
 public:
  Duel(const catalogue::Catalogue& law, CivilDate day, std::uint32_t seed)
      : acts_(law.vocabulary().acts()),
        program_(compile(law, day)),
        naive_(law, day, law.in_force(day)),
        random_(law, day, seed),
        facts_(law.vocabulary()),
        decision_(evaluate(program_, acts_.front().id, facts_)) {}

  // False when they disagree.
  bool ask() {
    const Values values = random_.values(25 * random_.below(5));
    const std::string& action =
        acts_[static_cast<std::size_t>(random_.below(static_cast<int>(acts_.size())))].id;
    state(values, facts_);
    evaluate_into(program_, action, facts_, decision_);
    ++outcomes_[decision_.outcome()];
    return in_words(decision_) == naive_.decide(action, values);
  }

  [[nodiscard]] int count(Outcome outcome) { return outcomes_[outcome]; }

 private:
  std::span<const catalogue::ActDefinition> acts_;
  Program program_;
  NaiveEvaluator naive_;
  RandomFacts random_;
  Facts facts_;
  Decision decision_;
  std::map<Outcome, int> outcomes_;
};

class Differential : public testing::TestWithParam<int> {};

// Every edge of the law and the day before it, and days without an edge.
TEST_P(Differential, the_law_of_the_repository_on_every_edge_day) {
  const auto& law = law_yaml::the_law(MENSHEN_LAW_DIR);
  std::vector<CivilDate> days = {2024y / 2 / 29, 2026y / 11 / 21, 2030y / 1 / 1};
  for (const CivilDate edge : law.edge_days()) {
    days.push_back(edge - std::chrono::days{1});
    days.push_back(edge);
  }
  const int each = sets_of_facts() / kShards / static_cast<int>(days.size()) + 1;
  for (std::size_t i = 0; i < days.size(); ++i) {
    Duel duel(law, days[i],
              static_cast<std::uint32_t>(kShards * i) + static_cast<std::uint32_t>(GetParam()));
    for (int question = 0; question < each; ++question) ASSERT_TRUE(duel.ask()) << i;
  }
  fmt::print("{} sets of facts, 0 disagreements\n",
             static_cast<std::size_t>(each) * days.size());
}

TEST_P(Differential, laws_drawn_at_random) {
  // Fewer where the program is slow.
  const auto laws = static_cast<std::uint32_t>(std::min(400, sets_of_facts() / 600));
  for (auto seed = static_cast<std::uint32_t>(GetParam()); seed < laws; seed += kShards) {
    const auto law = RandomLaw(seed, {.provisions = 10 + static_cast<int>(seed)}).make();
    for (const int offset : {-1, 0, 30}) {
      Duel duel(law, RandomLaw::kFrom + std::chrono::days{offset}, seed);
      for (int question = 0; question < 40; ++question) ASSERT_TRUE(duel.ask()) << seed;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(shard, Differential, testing::Range(0, kShards));

TEST(DifferentialOf, the_small_law) {
  const auto law = catalogue::Catalogue::make(catalogue::small_contents()).value();
  Duel duel(law, 2025y / 6 / 2, 1);
  for (int question = 0; question < 50'000; ++question) ASSERT_TRUE(duel.ask());
  EXPECT_GT(duel.count(Outcome::permit), 500);
  EXPECT_GT(duel.count(Outcome::deny), 500);
  EXPECT_GT(duel.count(Outcome::undetermined), 500);
}

}  // namespace
}  // namespace menshen::policy
