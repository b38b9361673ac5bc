// From a distribution of comparison scores to the threshold for a wanted false match rate.
#pragma once

#include "accuracy/rate.hpp"
#include "accuracy/score_distribution.hpp"
#include "base/error.hpp"

namespace menshen::accuracy {

// What was counted at the threshold for one rate.
struct CalibratedThreshold {
  double fmr_goal = 0;
  double threshold = 0;  // on the grid of ScoreHistogram
  double lower = 0;      // 95 % bounds of the threshold that has the wanted rate
  double upper = 0;
  Rate fmr;  // at `threshold`
  Rate tmr;

  bool operator==(const CalibratedThreshold&) const = default;
};

// The lowest threshold whose counted FMR is not above `fmr_goal` (in (0, 1)), and what it
// costs.
//
// The bounds come from the order statistics of the non-mated scores: of n of them, as many as
// Wilson's interval allows for the rate lie at or above the threshold that truly has it. They
// are widened to the grid, and `upper` is 1 where the data bound nothing. Like the interval of
// a Rate they take comparisons for independent; those that share a person are not, and then
// the true interval is wider.
//
// Errors: invalid_input when the goal is out of range, there are fewer non-mated comparisons
// than the rule of 3 asks for, no mated one, or so many scores of exactly 1 that no threshold
// has the rate. Each says the remedy.
//
// Source: H. A. David, H. N. Nagaraja, "Order Statistics", 3rd ed. 2003, section 7.1 (intervals
// of quantiles); rate.hpp for Wilson's interval and the rule of 3.
[[nodiscard]] Result<CalibratedThreshold> calibrate(const Scores& scores, double fmr_goal);

}  // namespace menshen::accuracy
