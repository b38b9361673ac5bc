#include "accuracy/fold_accuracy.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace menshen::accuracy {
namespace {

using Comparisons = std::vector<Comparison>;

std::string refusal(const Comparisons& comparisons) {
  const auto result = fold_accuracy(comparisons);
  return result ? std::string() : result.error().what;
}

TEST(FoldAccuracy, is_one_when_the_scores_are_apart) {
  Comparisons comparisons;
  for (int fold = 0; fold < 10; ++fold) {
    comparisons.push_back({.mated = true, .fold = fold, .score = 0.8});
    comparisons.push_back({.mated = false, .fold = fold, .score = 0.2});
  }
  const auto result = fold_accuracy(comparisons).value();
  EXPECT_EQ(result.folds.size(), 10U);
  EXPECT_DOUBLE_EQ(result.mean, 1);
  EXPECT_NEAR(result.standard_error, 0, 1e-12);
  EXPECT_DOUBLE_EQ(result.folds[0].threshold, 0.5);
}

// Fold 0 learns 5.5 from fold 1 and gets its own mated 4 wrong; fold 1 learns 2.5 from fold 0
// and gets its own non-mated 3 wrong.
TEST(FoldAccuracy, learns_the_threshold_only_from_the_other_folds) {
  const auto result = fold_accuracy(Comparisons{{.mated = true, .fold = 0, .score = 4},
                                                {.mated = false, .fold = 0, .score = 1},
                                                {.mated = true, .fold = 1, .score = 8},
                                                {.mated = false, .fold = 1, .score = 3}})
                          .value();
  EXPECT_DOUBLE_EQ(result.folds[0].threshold, 5.5);
  EXPECT_DOUBLE_EQ(result.folds[0].accuracy, 0.5);
  EXPECT_DOUBLE_EQ(result.folds[1].threshold, 2.5);
  EXPECT_DOUBLE_EQ(result.folds[1].accuracy, 0.5);
}

// 1.0, 0.5 and 0.75: mean 0.75, sample deviation 0.25, over the square root of three.
TEST(FoldAccuracy, gives_the_standard_error_of_the_mean) {
  Comparisons comparisons;
  const auto add = [&](int fold, bool mated, double score, int count) {
    for (int i = 0; i < count; ++i) {
      comparisons.push_back({.mated = mated, .fold = fold, .score = score});
    }
  };
  for (int fold = 0; fold < 3; ++fold) {
    add(fold, true, 9, 2 - (fold == 1 ? 1 : 0));
    add(fold, false, 1, 2 - (fold != 0 ? 1 : 0));
  }
  add(1, true, 1, 1);
  add(1, false, 9, 1);
  add(2, false, 9, 1);
  const auto result = fold_accuracy(comparisons).value();
  EXPECT_DOUBLE_EQ(result.mean, 0.75);
  EXPECT_DOUBLE_EQ(result.standard_error, 0.25 / std::sqrt(3.0));
}

TEST(FoldAccuracy, takes_the_strictest_of_equally_good_thresholds) {
  const auto result = fold_accuracy(Comparisons{{.mated = true, .fold = 0, .score = 1},
                                                {.mated = false, .fold = 0, .score = 2},
                                                {.mated = true, .fold = 1, .score = 0}})
                          .value();
  EXPECT_GT(result.folds[1].threshold, 2);  // all match or none: one right answer either way
}

TEST(FoldAccuracy, counts_a_failed_capture_as_no_match) {
  Comparisons comparisons = {{.mated = true, .fold = 0, .score = 9},
                             {.mated = false, .fold = 0, .score = 1},
                             {.mated = true, .fold = 1, .score = 9},
                             {.mated = false, .fold = 1, .score = 1}};
  comparisons.push_back({.mated = true, .fold = 0, .score = std::nullopt});
  comparisons.push_back({.mated = false, .fold = 1, .score = std::nullopt});
  const auto result = fold_accuracy(comparisons).value();
  EXPECT_DOUBLE_EQ(result.folds[0].accuracy, 2.0 / 3);
  EXPECT_DOUBLE_EQ(result.folds[1].accuracy, 1);
}

TEST(FoldAccuracy, refuses_folds_it_cannot_learn_from) {
  const Comparison scored{.mated = true, .fold = 0, .score = 1};
  EXPECT_EQ(refusal({}), "0 folds; two or more are needed");
  EXPECT_EQ(refusal({scored}), "1 folds; two or more are needed");
  EXPECT_EQ(refusal({scored, {.fold = -1}}), "fold -1; folds are numbered from 0 to 999");
  EXPECT_EQ(refusal({scored, {.fold = 1'000}}), "fold 1000; folds are numbered from 0 to 999");
  EXPECT_EQ(refusal({scored, {.fold = 2}}),
            "fold 1 has no comparisons; number the folds without gaps");
  EXPECT_EQ(refusal({scored, {.fold = 1}}),
            "fewer than two folds have a comparison score; no threshold can be learnt");
  EXPECT_EQ(refusal({scored, {.fold = 1, .score = HUGE_VAL}}),
            "a comparison score that is no finite number");
}

}  // namespace
}  // namespace menshen::accuracy
