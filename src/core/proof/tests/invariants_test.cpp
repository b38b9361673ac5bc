// Every claim of law/invariants.yaml, proved; and beside it the law without the provisions
// that hold the claim, where the solver must find an act permitted.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "law_yaml/read_invariants.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/facts.hpp"
#include "proof/smt.hpp"
#include "proof/testing/solver.hpp"
#include "proof/tests/example.hpp"

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

// The law of the day without some provisions. A basis among them is still claimed, but asks for
// nothing any more.
class Weakened {
 public:
  explicit Weakened(const std::vector<std::string>& ids) {
    for (const Provision* provision : law().in_force(kDay)) {
      if (std::ranges::find(ids, provision->id) == ids.end()) {
        provisions_.push_back(provision);
      } else if (provision->kind == catalogue::Kind::basis) {
        Provision& idle = idle_.emplace_back(*provision);
        idle.requires_ = {};
        provisions_.push_back(&idle);
      }
    }
  }

  [[nodiscard]] const std::vector<const Provision*>& provisions() const { return provisions_; }

 private:
  std::list<Provision> idle_;
  std::vector<const Provision*> provisions_;
};

// Facts by which the act would be permitted while the condition of the claim holds; none when
// there are none.
std::optional<policy::Facts> counterexample(const law_yaml::Invariant& invariant,
                                            catalogue::ActIndex act,
                                            const std::vector<const Provision*>& provisions) {
  const World world("fact", law(), provisions, kDay);
  Solver solver;
  solver.add(world.functions() + world.declarations());
  solver.claim(world.of(invariants().given).yes);
  solver.claim(world.of(invariant.never_permitted_when).yes);
  const auto example = solver.example(world.permitted(act), constants_of(law(), world));
  if (!example) return std::nullopt;
  return facts_of(law(), world, *example);
}

// Provisions that cannot all be kept while the condition of the claim holds.
std::string holders(const law_yaml::Invariant& invariant, catalogue::ActIndex act,
                    const std::vector<const Provision*>& provisions) {
  const World world("fact", law(), provisions, kDay);
  Solver solver;
  solver.add(world.functions() + world.declarations());
  solver.claim(world.of(invariants().given).yes);
  solver.claim(world.of(invariant.never_permitted_when).yes);
  std::map<std::string, std::string> kept{{"a basis", world.basis(act).yes}};
  for (const Provision* rule : provisions) {
    const bool is_rule =
        rule->kind == catalogue::Kind::prohibits || rule->kind == catalogue::Kind::demands;
    if (!is_rule || std::ranges::find(rule->acts, act) == rule->acts.end()) continue;
    kept.emplace(rule->id, world.broken(*rule, act).no);
  }
  return solver.core(kept);
}

class Claim : public testing::TestWithParam<std::size_t> {
 protected:
  const law_yaml::Invariant& claim() { return invariants().claims.at(GetParam()); }
  static const std::string& name(catalogue::ActIndex act) {
    return law().vocabulary().acts()[act].id;
  }
};

TEST_P(Claim, is_proved) {
  for (const catalogue::ActIndex act : claim().acts) {
    const auto found = counterexample(claim(), act, law().in_force(kDay));
    ASSERT_FALSE(found) << name(act) << " is permitted although: " << claim().claim.en << "\n"
                        << in_words(*found);
  }
}

TEST_P(Claim, fails_without_the_provisions_that_hold_it) {
  const Weakened weakened(claim().held_by);
  for (const catalogue::ActIndex act : claim().acts) {
    EXPECT_TRUE(counterexample(claim(), act, weakened.provisions()))
        << name(act) << " is still never permitted: " << claim().claim.en << "; held by "
        << holders(claim(), act, weakened.provisions());
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
