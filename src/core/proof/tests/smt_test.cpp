// The law for the solver says the same as the evaluator, on facts drawn at random.
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "law_yaml/testing/the_law.hpp"
#include "policy/evaluate.hpp"
#include "policy/testing/random_facts.hpp"
#include "policy/testing/values.hpp"
#include "proof/smt.hpp"
#include "proof/testing/solver.hpp"

namespace menshen::proof {
namespace {

using namespace std::chrono_literals;
using policy::Outcome;

constexpr CivilDate kDay = 2026y / 11 / 21;
constexpr int kSets = 60;

const catalogue::Catalogue& law() { return law_yaml::the_law(MENSHEN_LAW_DIR); }

std::string stated(const World& world, const policy::Facts& facts) {
  std::vector<std::string> parts;
  for (catalogue::FactIndex fact = 0; fact < law().vocabulary().facts().size(); ++fact) {
    if (law().vocabulary().facts()[fact].stated_by == catalogue::StatedBy::derived) continue;
    const auto value = facts.interned(fact);
    parts.push_back(value ? world.is(fact, *value) : negated(world.known(fact)));
    if (value) parts.push_back(world.calendar_at(fact, *value));
  }
  return all_of(parts);
}

// Few breaches, so that not every outcome is a denial for many reasons at once.
TEST(TheLawForTheSolver, breaks_the_rules_that_the_evaluator_breaks) {
  const policy::Program program = policy::compile(law(), kDay);
  const World world("fact", law(), law().in_force(kDay), kDay);
  Solver solver;
  solver.add(world.functions() + world.declarations());
  policy::RandomFacts random(law(), kDay, 5);
  policy::Facts facts(law().vocabulary());
  std::vector<std::string> expected;
  std::vector<std::string> asked;
  const auto ask = [&](const std::string& formula, bool is_expected, std::string what) {
    solver.ask(is_expected ? formula : negated(formula));
    solver.ask(is_expected ? negated(formula) : formula);
    expected.insert(expected.end(), {"sat", "unsat"});
    asked.insert(asked.end(), {what, "not " + what});
  };
  for (int i = 0; i < kSets; ++i) {
    policy::state(random.values(i % 2 == 0 ? 95 : 60), facts);
    const auto act = static_cast<catalogue::ActIndex>(
        random.below(static_cast<int>(law().vocabulary().acts().size())));
    const auto decision = policy::evaluate(program, law().vocabulary().acts()[act].id, facts);
    solver.add("(push 1)");
    solver.claim(stated(world, facts));
    ask(world.permitted(act), decision.outcome() == Outcome::permit, "permitted");
    ask(world.denied(act), decision.outcome() == Outcome::deny, "denied");
    for (const policy::Finding& finding : decision.findings()) {
      const auto kind = finding.provision->kind;
      if (kind != catalogue::Kind::prohibits && kind != catalogue::Kind::demands) continue;
      ask(world.broken(*finding.provision, act).yes, finding.status == policy::Status::violated,
          finding.provision->id);
    }
    solver.add("(pop 1)");
  }
  const auto answers = solver.answers();
  ASSERT_EQ(answers.size(), expected.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    ASSERT_EQ(answers[i], expected[i]) << asked[i];
  }
}

}  // namespace
}  // namespace menshen::proof
