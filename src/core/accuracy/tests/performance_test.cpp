#include "accuracy/performance.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace menshen::accuracy {
namespace {

std::vector<Comparison> three_hundred_of_each() {
  std::vector<Comparison> comparisons;
  for (int i = 0; i < 300; ++i) {
    comparisons.push_back({.mated = true, .fold = i % 10, .score = 0.7});
    comparisons.push_back({.mated = false, .fold = i % 10, .score = 0.1});
  }
  return comparisons;
}

TEST(Measure, keeps_failed_captures_out_of_the_curve_and_reports_them_apart) {
  auto comparisons = three_hundred_of_each();
  comparisons.push_back({.mated = true, .fold = 3});
  comparisons.push_back({.mated = true, .fold = 4});
  comparisons.push_back({.mated = false, .fold = 4});
  const auto found = measure(comparisons, {.tried = 1'000, .failed = 2}).value();
  EXPECT_EQ(found.failure_to_enrol, rate(2, 1'000));
  EXPECT_EQ(found.mated, 302U);
  EXPECT_EQ(found.mated_not_made, 2U);
  EXPECT_EQ(found.non_mated, 301U);
  EXPECT_EQ(found.non_mated_not_made, 1U);
  EXPECT_EQ(found.det.mated(), 300U);
  EXPECT_EQ(found.equal_error_rate.value, 0);
  EXPECT_LT(found.accuracy.mean, 1);
}

TEST(Measure, says_which_false_match_rates_it_could_not_measure) {
  const auto found = measure(three_hundred_of_each(), {.tried = 600}).value();
  ASSERT_EQ(found.tmr_at_fmr.size(), 3U);
  ASSERT_TRUE(found.tmr_at_fmr[0].is_shown);
  EXPECT_EQ(found.tmr_at_fmr[0].counted.tmr, rate(300, 300));
  EXPECT_FALSE(found.tmr_at_fmr[1].is_shown);
  EXPECT_EQ(found.tmr_at_fmr[1].non_mated_needed, 3'000U);
  EXPECT_FALSE(found.tmr_at_fmr[2].is_shown);
}

TEST(Measure, refuses_captures_that_do_not_add_up) {
  EXPECT_EQ(measure(three_hundred_of_each(), {}).error().what,
            "0 failed of 0 captures tried; count each photograph once");
  EXPECT_FALSE(measure(three_hundred_of_each(), {.tried = 1, .failed = 2}));
  EXPECT_TRUE(measure(three_hundred_of_each(), {.tried = 2, .failed = 2}));
}

}  // namespace
}  // namespace menshen::accuracy
