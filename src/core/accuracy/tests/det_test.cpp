#include "accuracy/det.hpp"

#include <limits>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace menshen::accuracy {
namespace {

using testing::ElementsAre;
using Scores = std::vector<double>;

Det det(const Scores& mated, const Scores& non_mated) {
  return Det::make(mated, non_mated).value();
}

Scores normal(double mean, std::size_t count, unsigned int seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> distribution(mean, 1);
  Scores scores(count);
  for (auto& score : scores) score = distribution(random);
  return scores;
}

TEST(Det, counts_errors_at_every_distinct_score) {
  const auto curve = det({0.9, 0.6, 0.4}, {0.5, 0.4, 0.1, 0.1});
  const auto points = curve.points();
  const DetPoint above = points.back();
  EXPECT_THAT(points, ElementsAre(DetPoint{0.1, 4, 0}, DetPoint{0.4, 2, 0}, DetPoint{0.5, 1, 1},
                                  DetPoint{0.6, 0, 1}, DetPoint{0.9, 0, 2},
                                  DetPoint{above.threshold, 0, 3}));
  EXPECT_GT(above.threshold, 0.9);
}

TEST(Det, never_turns_back) {
  const auto curve = det(normal(1, 500, 1), normal(0, 700, 2));
  const auto points = curve.points();
  EXPECT_EQ(curve.fmr(points.front()).value, 1);
  EXPECT_EQ(curve.fnmr(points.back()).value, 1);
  for (std::size_t i = 1; i < points.size(); ++i) {
    ASSERT_GT(points[i].threshold, points[i - 1].threshold);
    ASSERT_LE(points[i].false_matches, points[i - 1].false_matches);
    ASSERT_GE(points[i].false_non_matches, points[i - 1].false_non_matches);
  }
}

TEST(Det, refuses_scores_it_cannot_count) {
  const auto what = [](const Scores& mated, const Scores& non_mated) {
    const auto made = Det::make(mated, non_mated);
    return made ? std::string() : made.error().what;
  };
  EXPECT_EQ(what({}, {1}), "no mated comparison scores; give one or more");
  EXPECT_EQ(what({1}, {}), "no non-mated comparison scores; give one or more");
  EXPECT_EQ(
      what({std::numeric_limits<double>::quiet_NaN()}, {1}),
      "a mated comparison score that is no finite number; leave out comparisons that were "
      "not made");
}

TEST(EqualErrorRate, is_zero_when_the_scores_are_apart) {
  EXPECT_EQ(det({0.8, 0.9}, {0.1, 0.2, 0.3}).equal_error_rate().value, 0);
}

TEST(EqualErrorRate, is_one_when_the_scores_are_the_wrong_way_round) {
  EXPECT_EQ(det({0.1, 0.2}, {0.8, 0.9}).equal_error_rate().value, 1);
}

TEST(EqualErrorRate, is_a_half_when_the_scores_say_nothing) {
  EXPECT_DOUBLE_EQ(det({1}, {1}).equal_error_rate().value, 0.5);
  EXPECT_DOUBLE_EQ(det({1, 2, 3}, {1, 2, 3}).equal_error_rate().value, 0.5);
  const auto scores = normal(0, 1'001, 3);
  EXPECT_DOUBLE_EQ(det(scores, scores).equal_error_rate().value, 0.5);
}

// One of four on each side: at the threshold 3, {2} of the mated lies below and {5} of the
// non-mated above.
TEST(EqualErrorRate, is_that_of_a_small_example_by_hand) {
  const auto eer = det({2, 4, 6, 7}, {0, 1, 3, 5}).equal_error_rate();
  EXPECT_DOUBLE_EQ(eer.value, 0.25);
  EXPECT_EQ(eer.threshold, 4);
}

// Two normals of one variance, d' apart: the EER is Phi(-d'/2).
TEST(EqualErrorRate, approaches_that_of_two_normal_distributions) {
  const auto eer = det(normal(2, 100'000, 4), normal(0, 100'000, 5)).equal_error_rate();
  EXPECT_NEAR(eer.value, 0.158655, 0.003);
  EXPECT_NEAR(eer.threshold, 1, 0.03);
}

TEST(EqualErrorRate, does_not_change_when_all_scores_are_stretched) {
  auto mated = normal(1, 300, 6);
  auto non_mated = normal(0, 300, 7);
  const double before = det(mated, non_mated).equal_error_rate().value;
  for (auto* scores : {&mated, &non_mated}) {
    for (auto& score : *scores) score = 3 * score + 5;
  }
  EXPECT_DOUBLE_EQ(det(mated, non_mated).equal_error_rate().value, before);
}

TEST(TmrAtFmr, takes_the_lowest_threshold_that_keeps_the_goal) {
  Scores non_mated(400);
  for (std::size_t i = 0; i < 400; ++i) non_mated[i] = static_cast<double>(i);
  // Four of 400 may match: 396 to 399. The lowest score above 395 is 395.5.
  const auto found = det({394, 395, 395.5, 500}, non_mated).tmr_at_fmr(1e-2);
  ASSERT_TRUE(found.is_shown);
  EXPECT_EQ(found.counted.threshold, 395.5);
  EXPECT_EQ(found.counted.fmr.count, 4U);
  EXPECT_EQ(found.counted.tmr, rate(2, 4));
}

TEST(TmrAtFmr, keeps_the_goal_through_ties) {
  Scores non_mated(300, 0.0);
  for (std::size_t i = 0; i < 4; ++i) non_mated[i] = 1;
  const auto found = det({1, 2}, non_mated).tmr_at_fmr(1e-2);
  ASSERT_TRUE(found.is_shown);
  EXPECT_EQ(found.counted.fmr.count, 0U);
  EXPECT_EQ(found.counted.tmr.count, 1U);
}

TEST(TmrAtFmr, is_not_measured_by_too_few_comparisons) {
  const auto few = det(normal(9, 10, 8), normal(0, 299, 9)).tmr_at_fmr(1e-2);
  EXPECT_FALSE(few.is_shown);
  EXPECT_EQ(few.non_mated_needed, 300U);
  EXPECT_TRUE(det(normal(9, 10, 8), normal(0, 300, 9)).tmr_at_fmr(1e-2).is_shown);
  EXPECT_FALSE(det(normal(9, 10, 8), normal(0, 300, 9)).tmr_at_fmr(1e-4).is_shown);
}

// Phi(2 - 2.3263) for a goal of 1 %.
TEST(TmrAtFmr, approaches_that_of_two_normal_distributions) {
  const auto found =
      det(normal(2, 100'000, 10), normal(0, 100'000, 11)).tmr_at_fmr(1e-2).counted;
  EXPECT_NEAR(found.tmr.value, 0.3721, 0.01);
  EXPECT_LE(found.fmr.value, 1e-2);
}

}  // namespace
}  // namespace menshen::accuracy
