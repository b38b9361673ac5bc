// What holds of every act, rule, exception and fact alike; each claim beside a false one
// that the solver must refute.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "law_yaml/read_invariants.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/evaluate.hpp"
#include "proof/smt.hpp"
#include "proof/testing/solver.hpp"
#include "proof/tests/example.hpp"

namespace menshen::proof {
namespace {

using namespace std::chrono_literals;
using catalogue::ActIndex;
using catalogue::FactIndex;
using catalogue::Kind;
using catalogue::Provision;
using catalogue::StatedBy;
using catalogue::Type;

constexpr CivilDate kDay = 2026y / 11 / 21;

const catalogue::Catalogue& law() { return law_yaml::the_law(MENSHEN_LAW_DIR); }
const catalogue::Vocabulary& words() { return law().vocabulary(); }

World world(std::string name = "fact") {
  return {std::move(name), law(), law().in_force(kDay), kDay};
}

Solver solver_for(const std::vector<const World*>& worlds) {
  Solver solver;
  solver.add(worlds.front()->functions());
  for (const World* one : worlds) solver.add(one->declarations());
  return solver;
}

bool is_rule(const Provision& provision) {
  return provision.kind == Kind::prohibits || provision.kind == Kind::demands;
}

// The acts that some basis in force speaks of; the others nothing can permit.
std::vector<ActIndex> acts_with_a_basis() {
  std::vector<ActIndex> acts;
  for (ActIndex act = 0; act < words().acts().size(); ++act) {
    const bool has_basis =
        std::ranges::any_of(law().in_force(kDay), [act](const Provision* provision) {
          return provision->kind == Kind::basis &&
                 std::ranges::find(provision->acts, act) != provision->acts.end();
        });
    if (has_basis) acts.push_back(act);
  }
  return acts;
}

TEST(EveryAct, can_be_lawful_and_the_evaluator_agrees) {
  const World one = world();
  const Solver solver = solver_for({&one});
  const policy::Program program = policy::compile(law(), kDay);
  for (const ActIndex act : acts_with_a_basis()) {
    const auto example = solver.example(one.permitted(act), constants_of(law(), one));
    ASSERT_TRUE(example) << words().acts()[act].id << " can never be permitted";
    const auto decision =
        policy::evaluate(program, words().acts()[act].id, facts_of(law(), one, *example));
    EXPECT_EQ(decision.outcome(), policy::Outcome::permit) << words().acts()[act].id;
  }
}

TEST(EveryAct, can_no_longer_be_lawful_under_a_contradiction) {
  Provision always = *std::ranges::find_if(law().provisions(), is_rule);
  always.id = "CONTRADICTION";
  always.kind = Kind::prohibits;
  always.when = {};
  always.acts.clear();
  for (ActIndex act = 0; act < words().acts().size(); ++act) always.acts.push_back(act);
  auto provisions = law().in_force(kDay);
  provisions.push_back(&always);
  const World one("fact", law(), provisions, kDay);
  Solver solver = solver_for({&one});
  for (const ActIndex act : acts_with_a_basis()) solver.ask(one.permitted(act));
  for (const std::string& answer : solver.answers()) EXPECT_EQ(answer, "unsat");
}

TEST(EveryAct, is_never_permitted_and_denied_at_once) {
  const World one = world();
  Solver solver = solver_for({&one});
  const auto acts = acts_with_a_basis();
  for (const ActIndex act : acts) {
    solver.ask(all_of({one.permitted(act), one.denied(act)}));
    solver.ask(all_of({negated(one.permitted(act)), negated(one.denied(act))}));
  }
  const auto answers = solver.answers();
  ASSERT_EQ(answers.size(), acts.size() * 2);
  for (std::size_t i = 0; i < acts.size(); ++i) {
    EXPECT_EQ(answers[2 * i], "unsat") << words().acts()[acts[i]].id;
    // The false claim: that every act is either permitted or denied.
    EXPECT_EQ(answers[2 * i + 1], "sat") << words().acts()[acts[i]].id;
  }
}

TEST(EveryAct, is_never_permitted_without_a_basis) {
  const World one = world();
  Solver solver = solver_for({&one});
  const Provision* consent = law().find("PIPL-13-1");
  ASSERT_NE(consent, nullptr);
  const auto acts = acts_with_a_basis();
  for (const ActIndex act : acts) {
    solver.ask(all_of({one.permitted(act), negated(one.basis(act).yes)}));
    // The false claim: that consent is the only one.
    solver.ask(all_of({one.permitted(act), negated(one.of(consent->when).yes)}));
  }
  const auto answers = solver.answers();
  for (std::size_t i = 0; i < acts.size(); ++i) {
    EXPECT_EQ(answers[2 * i], "unsat") << words().acts()[acts[i]].id;
  }
  EXPECT_NE(std::ranges::count(answers, "sat"), 0);
}

TEST(EveryAct, is_never_permitted_when_nothing_is_known) {
  const World one = world();
  Solver solver = solver_for({&one});
  std::vector<std::string> nothing;
  for (FactIndex fact = 0; fact < words().facts().size(); ++fact) {
    if (words().facts()[fact].stated_by != StatedBy::derived) {
      nothing.push_back(negated(one.known(fact)));
    }
  }
  const std::string is_dark = all_of(nothing);
  for (ActIndex act = 0; act < words().acts().size(); ++act) {
    solver.ask(all_of({is_dark, one.permitted(act)}));
  }
  // The false claim: that nothing at all can be known.
  solver.ask(negated(is_dark));
  const auto answers = solver.answers();
  for (std::size_t act = 0; act + 1 < answers.size(); ++act) {
    EXPECT_EQ(answers[act], "unsat") << words().acts()[act].id;
  }
  EXPECT_EQ(answers.back(), "sat");
}

// What is still unknown can only confirm a permit.
TEST(EveryAct, stays_permitted_when_more_becomes_known) {
  const World less = world("less");
  const World more = world("more");
  Solver solver = solver_for({&less, &more});
  solver.claim(less.is_completed_by(more));
  const auto acts = acts_with_a_basis();
  for (const ActIndex act : acts) {
    solver.ask(all_of({less.permitted(act), negated(more.permitted(act))}));
    // The false claim: that knowing less was enough.
    solver.ask(all_of({more.permitted(act), negated(less.permitted(act))}));
  }
  const auto answers = solver.answers();
  ASSERT_EQ(answers.size(), acts.size() * 2);
  for (std::size_t i = 0; i < acts.size(); ++i) {
    EXPECT_EQ(answers[2 * i], "unsat") << words().acts()[acts[i]].id;
    EXPECT_EQ(answers[2 * i + 1], "sat") << words().acts()[acts[i]].id;
  }
}

TEST(EveryRule, can_be_broken_and_the_evaluator_agrees) {
  const World one = world();
  const Solver solver = solver_for({&one});
  const policy::Program program = policy::compile(law(), kDay);
  int rules = 0;
  for (const Provision* rule : law().in_force(kDay)) {
    if (!is_rule(*rule)) continue;
    ++rules;
    std::optional<Model> example;
    ActIndex in = 0;
    for (const ActIndex act : rule->acts) {
      example = solver.example(one.broken(*rule, act).yes, constants_of(law(), one));
      in = act;
      if (example) break;
    }
    ASSERT_TRUE(example) << rule->id << " can never be broken";
    const auto decision =
        policy::evaluate(program, words().acts()[in].id, facts_of(law(), one, *example));
    const auto findings = decision.findings();
    const auto finding = std::ranges::find(findings, rule, &policy::Finding::provision);
    ASSERT_TRUE(finding != findings.end()) << rule->id;
    EXPECT_EQ((*finding).status, policy::Status::violated) << rule->id;
  }
  EXPECT_GT(rules, 100);
}

TEST(EveryRule, can_no_longer_be_broken_when_it_contradicts_itself) {
  const World one = world();
  Solver solver = solver_for({&one});
  int asked = 0;
  for (const Provision* rule : law().in_force(kDay)) {
    if (!is_rule(*rule)) continue;
    Provision contradictory = *rule;
    contradictory.kind = Kind::prohibits;
    const catalogue::Condition broken =
        rule->kind == Kind::prohibits ? rule->when : rule->requires_;
    contradictory.when = {
        .kind = catalogue::Condition::Kind::all,
        .parts = {broken, {.kind = catalogue::Condition::Kind::negation, .parts = {broken}}}};
    solver.ask(one.broken(contradictory, rule->acts.front()).yes);
    ++asked;
  }
  const auto answers = solver.answers();
  EXPECT_EQ(std::ranges::count(answers, "unsat"), asked);
}

// Whatever an exception does not name is as broken with it as without it; and something that it
// names would be broken in a law without exceptions and is not in one with this alone.
void ask_of_exception(const Provision& exception, CivilDate day, ActIndex act, Solver& solver) {
  const auto provisions = law().in_force(day);
  std::vector<const Provision*> rest = provisions;
  std::erase(rest, &exception);
  std::vector<const Provision*> alone = provisions;
  std::erase_if(alone, [&](const Provision* one) {
    return one->kind == Kind::excepts && one != &exception;
  });
  std::vector<const Provision*> none = alone;
  std::erase(none, &exception);
  const World whole("fact", law(), provisions, day);
  const World lacking("fact", law(), rest, day);
  const World lifting("fact", law(), alone, day);
  const World strict("fact", law(), none, day);
  const auto named = law().lifted_by(exception);
  std::vector<std::string> touched;
  std::vector<std::string> untouched;
  for (const Provision* rule : provisions) {
    const bool governs = std::ranges::find(rule->acts, act) != rule->acts.end();
    if (!is_rule(*rule) || !governs) continue;
    if (std::ranges::find(named, rule) != named.end()) {
      touched.push_back(all_of({strict.broken(*rule, act).yes, lifting.broken(*rule, act).no}));
    } else {
      untouched.push_back(
          all_of({lacking.broken(*rule, act).yes, negated(whole.broken(*rule, act).yes)}));
    }
  }
  solver.ask(any_of(untouched));
  solver.ask(any_of(touched));
}

// On its first day, because an exception may have run out.
TEST(EveryException, lifts_only_what_it_names) {
  for (const Provision* exception : law().in_force(kDay)) {
    if (exception->kind != Kind::excepts) continue;
    const CivilDate day = exception->in_force.from;
    const World one("fact", law(), law().in_force(day), day);
    Solver solver = solver_for({&one});
    for (const ActIndex act : exception->acts) ask_of_exception(*exception, day, act, solver);
    const auto answers = solver.answers();
    ASSERT_EQ(answers.size(), 2 * exception->acts.size());
    bool lifts_something = false;
    for (std::size_t i = 0; i < exception->acts.size(); ++i) {
      EXPECT_EQ(answers[2 * i], "unsat") << exception->id << " lifts more than it names";
      lifts_something = lifts_something || answers[2 * i + 1] == "sat";
    }
    // The false claim: that it lifts nothing. What it names may not govern on its first day
    // yet.
    const bool has_targets = std::ranges::any_of(
        law().lifted_by(*exception),
        [&](const Provision* rule) { return is_rule(*rule) && rule->in_force.covers(day); });
    EXPECT_EQ(lifts_something, has_targets) << exception->id;
  }
}

// Two worlds that differ in one fact alone, which is a safeguard in the second.
class EverySafeguard : public testing::Test {
 protected:
  static law_yaml::Invariants invariants() {
    std::ifstream file(std::filesystem::path(MENSHEN_LAW_DIR) / "invariants.yaml");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    return law_yaml::read_invariants(text, law()).value();
  }
};

TEST_F(EverySafeguard, never_turns_a_permit_into_a_denial) {
  const World before = world("before");
  const World after = world("after");
  Solver solver = solver_for({&before, &after});
  const auto acts = acts_with_a_basis();
  std::vector<std::string> safeguards;
  for (const auto& safeguard : invariants().safeguards) {
    const FactIndex fact = *words().find_fact(safeguard.id);
    const auto value = words().intern(fact, safeguard.value).value();
    solver.add("(push 1)");
    for (FactIndex other = 0; other < words().facts().size(); ++other) {
      if (words().facts()[other].stated_by == StatedBy::derived || other == fact) continue;
      solver.claim(before.same(after, other));
    }
    solver.claim(after.is(fact, value));
    solver.claim(before.known(fact));
    std::vector<std::string> worse;
    std::vector<std::string> better;
    for (const ActIndex act : acts) {
      worse.push_back(all_of({before.permitted(act), negated(after.permitted(act))}));
      better.push_back(all_of({negated(before.permitted(act)), after.permitted(act)}));
    }
    solver.ask(any_of(worse));
    // The false claim: that it makes no difference.
    solver.ask(any_of(better));
    solver.add("(pop 1)");
    safeguards.push_back(safeguard.id);
  }
  const auto answers = solver.answers();
  ASSERT_EQ(answers.size(), safeguards.size() * 2);
  for (std::size_t i = 0; i < safeguards.size(); ++i) {
    EXPECT_EQ(answers[2 * i], "unsat") << safeguards[i] << " can do harm";
    EXPECT_EQ(answers[2 * i + 1], "sat") << safeguards[i] << " never helps";
  }
}

}  // namespace
}  // namespace menshen::proof
