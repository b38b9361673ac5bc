// Every claim of law/invariants.yaml, proved; and beside it the law without the provisions
// that hold the claim, where the solver must find an act permitted.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "law_yaml/read_invariants.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "proof/smt.hpp"
#include "proof/testing/solver.hpp"

namespace menshen::proof {
namespace {

using namespace std::chrono_literals;
using catalogue::Provision;

constexpr CivilDate kDay = 2026y / 11 / 21;

const catalogue::Catalogue& law() { return law_yaml::the_law(MENSHEN_LAW_DIR); }

const law_yaml::Invariants& invariants() {
  static const law_yaml::Invariants all = [] {
    std::ifstream file(std::filesystem::path(MENSHEN_LAW_DIR) / "invariants.yaml");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    return law_yaml::read_invariants(text, law()).value();
  }();
  return all;
}

std::vector<const Provision*> without(const std::vector<std::string>& ids) {
  std::vector<const Provision*> rest;
  for (const Provision* provision : law().in_force(kDay)) {
    if (std::ranges::find(ids, provision->id) == ids.end()) rest.push_back(provision);
  }
  return rest;
}

// One answer for each act of the claim: can it be permitted while the condition holds?
std::vector<std::string> permitted_while(const law_yaml::Invariant& invariant,
                                         std::vector<const Provision*> provisions) {
  const World world("fact", law(), std::move(provisions), kDay);
  Solver solver;
  solver.add(world.functions() + world.declarations());
  solver.claim(world.of(invariant.never_permitted_when).yes);
  for (const catalogue::ActIndex act : invariant.acts) solver.ask(world.permitted(act));
  return solver.answers();
}

class Claim : public testing::TestWithParam<std::size_t> {
 protected:
  const law_yaml::Invariant& claim() { return invariants().claims.at(GetParam()); }
  std::string act(std::size_t at) {
    return law().vocabulary().acts()[claim().acts.at(at)].id;
  }
};

TEST_P(Claim, is_proved) {
  const auto answers = permitted_while(claim(), law().in_force(kDay));
  ASSERT_EQ(answers.size(), claim().acts.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i], "unsat")
        << act(i) << " can be permitted although: " << claim().claim.en;
  }
}

TEST_P(Claim, fails_without_the_provisions_that_hold_it) {
  const auto answers = permitted_while(claim(), without(claim().held_by));
  ASSERT_EQ(answers.size(), claim().acts.size());
  for (std::size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i], "sat") << act(i) << " is still never permitted: " << claim().claim.en;
  }
}

std::string name_of(const testing::TestParamInfo<std::size_t>& info) {
  std::string name;
  for (const char c : invariants().claims.at(info.param).claim.en) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_digit = c >= '0' && c <= '9';
    name += is_letter || is_digit ? c : '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(TheLaw, Claim,
                         testing::Range(std::size_t{0}, invariants().claims.size()), name_of);

}  // namespace
}  // namespace menshen::proof
