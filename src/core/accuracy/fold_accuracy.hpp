// Accuracy by the protocol of Labeled Faces in the Wild, view 2.
#pragma once

#include <span>
#include <vector>

#include "accuracy/comparison.hpp"
#include "base/error.hpp"

namespace menshen::accuracy {

struct FoldAccuracy {
  double mean = 0;            // share of right answers, in [0, 1]
  double standard_error = 0;  // sample standard deviation of the folds over sqrt(folds)
  struct Fold {
    double threshold = 0;
    double accuracy = 0;
  };
  std::vector<Fold> folds;
};

// For each fold: takes the threshold with the most right answers in all other folds, and
// counts the right answers it gives in this one. Candidates lie halfway between neighbouring
// scores; of equally good ones the highest, the strictest, is taken. A comparison without a
// score counts as no match: wrong if mated, right if not, as the system would answer.
//
// Errors: invalid_input when there are fewer than two folds, a fold number below 0 or without
// comparisons, a score that is not finite, or scores in fewer than two folds. Cost: O(folds * n
// log n).
//
// Source: Huang, Ramesh, Berg, Learned-Miller, "Labeled Faces in the Wild", University of
// Massachusetts TR 07-49, 2007 (view 2).
[[nodiscard]] Result<FoldAccuracy> fold_accuracy(std::span<const Comparison> comparisons);

}  // namespace menshen::accuracy
