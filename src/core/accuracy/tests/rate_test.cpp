#include "accuracy/rate.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace menshen::accuracy {
namespace {

// Bounds by hand from Wilson's formula, z = 1.96, to four places.
struct Row {
  std::string_view name;
  std::size_t count;
  std::size_t of;
  double lower;
  double upper;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {.name = "no_error_is_not_certainty", .count = 0, .of = 10, .lower = 0, .upper = 0.2775},
    {.name = "all_of_ten", .count = 10, .of = 10, .lower = 0.7225, .upper = 1},
    {.name = "half_of_ten", .count = 5, .of = 10, .lower = 0.2366, .upper = 0.7634},
    {.name = "one_of_ten", .count = 1, .of = 10, .lower = 0.0179, .upper = 0.4042},
    {.name = "one_of_one", .count = 1, .of = 1, .lower = 0.2065, .upper = 1},
    {.name = "three_of_three_hundred", .count = 3, .of = 300, .lower = 0.0034, .upper = 0.0290},
};

class WilsonInterval : public testing::TestWithParam<Row> {};

TEST_P(WilsonInterval, bounds_the_rate) {
  const auto& row = GetParam();
  const auto counted = rate(row.count, row.of);
  EXPECT_DOUBLE_EQ(counted.value, static_cast<double>(row.count) / static_cast<double>(row.of));
  EXPECT_NEAR(counted.lower, row.lower, 5e-5);
  EXPECT_NEAR(counted.upper, row.upper, 5e-5);
}

INSTANTIATE_TEST_SUITE_P(table, WilsonInterval, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(WilsonInterval, narrows_as_trials_grow_and_always_holds_the_rate) {
  double width = 1;
  for (const std::size_t of : {10U, 100U, 1'000U, 10'000U}) {
    const auto counted = rate(of / 10, of);
    EXPECT_LT(counted.lower, counted.value);
    EXPECT_GT(counted.upper, counted.value);
    EXPECT_LT(counted.upper - counted.lower, width);
    width = counted.upper - counted.lower;
  }
}

TEST(TrialsNeeded, follow_the_rule_of_three) {
  EXPECT_EQ(trials_needed(1e-2), 300U);
  EXPECT_EQ(trials_needed(1e-3), 3'000U);
  EXPECT_EQ(trials_needed(1e-4), 30'000U);
  EXPECT_EQ(trials_needed(0.7), 5U);
}

}  // namespace
}  // namespace menshen::accuracy
