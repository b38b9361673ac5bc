// Deciding again into the same Decision takes no memory from the heap.
#include <chrono>
#include <cstddef>

#include <gtest/gtest.h>

#include "base/testing/count_allocations.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/evaluate.hpp"
#include "policy/testing/random_facts.hpp"
#include "policy/testing/values.hpp"

namespace menshen::policy {
namespace {

TEST(EvaluateInto, allocates_nothing_the_second_time) {
  const auto& law = law_yaml::the_law(MENSHEN_LAW_DIR);
  const CivilDate day = std::chrono::year{2026} / 11 / 21;
  const Program program = compile(law, day);
  Facts facts(law.vocabulary());
  state(RandomFacts(law, day, 5).values(50), facts);
  Decision decision = evaluate(program, "face.verify", facts);
  const std::size_t before = allocations;
  evaluate_into(program, "face.verify", facts, decision);
  EXPECT_EQ(allocations, before);
  EXPECT_FALSE(decision.findings().empty());
}

}  // namespace
}  // namespace menshen::policy
