#include "accuracy/calibrate.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "accuracy/rate.hpp"
#include "accuracy/score_distribution.hpp"
#include "base/error.hpp"

namespace menshen::accuracy {
namespace {

constexpr std::size_t kZero = 4'096;  // the step of score 0
constexpr std::size_t kHalf = 6'144;  // and of 0.5

double edge(std::size_t step) { return ScoreHistogram::edge(step); }

// `bulk` non-mated scores of 0, and one on each of `tail` steps from 0.5 up, so that as many
// lie at or above step kHalf + i as tail - i. Of 100 mated scores 40 are 0.5 and 60 are 0.75.
Scores staircase(std::uint64_t bulk, std::size_t tail) {
  Scores scores;
  scores.non_mated.add(kZero, bulk);
  for (std::size_t i = 0; i < tail; ++i) scores.non_mated.add(kHalf + i, 1);
  scores.mated.add(kHalf, 40);
  scores.mated.add(kHalf + 1'024, 60);
  return scores;
}

// By hand: Wilson's interval holds the goal while |false matches - n goal| is at most
// 1.96 sqrt(n goal (1 - goal)).
struct Row {
  std::string_view name;
  std::uint64_t bulk;
  std::size_t tail;
  double goal;
  std::size_t false_matches;  // at the threshold
  double threshold;
  double lower;
  double upper;
  std::size_t matches;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// n goal = 10, half width 6.195: counts of 4 to 16 hold it.
// n goal = 3, half width 3.39: even none holds it. n goal = 30, half width 10.73.
const Row kRows[] = {
    {.name = "ten_of_ten_thousand",
     .bulk = 9'980,
     .tail = 20,
     .goal = 1e-3,
     .false_matches = 10,
     .threshold = edge(kHalf + 10),
     .lower = edge(kHalf + 3),
     .upper = edge(kHalf + 17),
     .matches = 60},
    {.name = "as_few_as_the_rule_of_three_allows_bound_nothing_above",
     .bulk = 2'995,
     .tail = 5,
     .goal = 1e-3,
     .false_matches = 3,
     .threshold = edge(kHalf + 2),
     .lower = edge(kZero),
     .upper = 1,
     .matches = 60},
    {.name = "no_score_between_bulk_and_goal",
     .bulk = 29'995,
     .tail = 5,
     .goal = 1e-3,
     .false_matches = 5,
     .threshold = edge(kZero + 1),
     .lower = edge(kZero),
     .upper = edge(kZero + 1),
     .matches = 100},
    {.name = "a_high_goal",
     .bulk = 0,
     .tail = 400,
     .goal = 0.9,
     .false_matches = 360,
     .threshold = edge(kHalf + 40),
     .lower = edge(kHalf + 28),
     .upper = edge(kHalf + 52),
     .matches = 60},
};

class Calibrate : public testing::TestWithParam<Row> {};

TEST_P(Calibrate, finds_the_lowest_threshold_and_its_bounds) {
  const auto& row = GetParam();
  const auto found = calibrate(staircase(row.bulk, row.tail), row.goal);
  ASSERT_TRUE(found) << found.error().what;
  EXPECT_EQ(found->fmr_goal, row.goal);
  EXPECT_EQ(found->threshold, row.threshold);
  EXPECT_EQ(found->lower, row.lower);
  EXPECT_EQ(found->upper, row.upper);
  EXPECT_EQ(found->fmr, rate(row.false_matches, row.bulk + row.tail));
  EXPECT_EQ(found->tmr, rate(row.matches, 100));
}

INSTANTIATE_TEST_SUITE_P(table, Calibrate, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

struct Refusal {
  std::string_view name;
  Scores scores;
  double goal;
  std::string_view what;
};

std::ostream& operator<<(std::ostream& out, const Refusal& row) { return out << row.name; }

Scores twins() {
  Scores scores = staircase(9'000, 0);
  scores.non_mated.add(ScoreHistogram::kSteps - 1, 1'000);
  return scores;
}

Scores strangers() {
  Scores scores;
  scores.non_mated.add(kZero, 3'000);
  return scores;
}

const Refusal kRefusals[] = {
    {.name = "too_few",
     .scores = staircase(2'979, 20),
     .goal = 1e-3,
     .what = "2999 non-mated comparisons cannot show a false match rate of 0.001: it takes "
             "3000; measure more photographs of different persons, or ask for a higher rate"},
    {.name = "rate_of_nought",
     .scores = staircase(2'980, 20),
     .goal = 0,
     .what = "a false match rate of 0; it lies between 0 and 1, both left out"},
    {.name = "rate_of_one",
     .scores = staircase(2'980, 20),
     .goal = 1,
     .what = "a false match rate of 1; it lies between 0 and 1, both left out"},
    {.name = "rate_that_is_no_number",
     .scores = staircase(2'980, 20),
     .goal = std::nan(""),
     .what = "a false match rate of nan; it lies between 0 and 1, both left out"},
    {.name = "nobody_twice",
     .scores = strangers(),
     .goal = 1e-3,
     .what =
         "no mated comparison, so that the cost of a threshold is not known; measure persons "
         "with two photographs or more"},
    {.name = "one_photograph_under_two_names",
     .scores = twins(),
     .goal = 1e-3,
     .what =
         "no threshold has a false match rate of 0.001: 1000 of 10000 non-mated comparisons "
         "have the score 1; look for one photograph under two persons' names"},
};

class CalibrateRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(CalibrateRefuses, what_the_data_cannot_show) {
  EXPECT_EQ(calibrate(GetParam().scores, GetParam().goal).error(),
            (Error{Code::invalid_input, std::string(GetParam().what)}));
}

INSTANTIATE_TEST_SUITE_P(table, CalibrateRefuses, testing::ValuesIn(kRefusals),
                         [](const auto& row) { return std::string(row.param.name); });

// Scores are uniform on [-1, 1], so the threshold of rate r is 1 - 2 r. Ten of 2,000 are
// expected there; the chance that 4 to 16 come is 0.96.
TEST(CalibrateInterval, covers_the_true_threshold_as_often_as_it_says) {
  constexpr int kTrials = 2'000;
  constexpr double kGoal = 0.005;
  std::mt19937_64 random(20'260'101);
  int covered = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    Scores scores;
    scores.mated.add(kHalf, 1);
    for (int i = 0; i < 2'000; ++i) {
      scores.non_mated.count((std::ldexp(static_cast<double>(random() >> 11U), -53) * 2) - 1);
    }
    const auto found = calibrate(scores, kGoal).value();
    if (found.lower <= 1 - 2 * kGoal && 1 - 2 * kGoal <= found.upper) ++covered;
  }
  EXPECT_GE(covered, kTrials * 95 / 100);
  EXPECT_LE(covered, kTrials * 99 / 100);
}

}  // namespace
}  // namespace menshen::accuracy
