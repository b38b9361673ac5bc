// What an accuracy test found, in the words of ISO/IEC 19795-1. Plain numbers: the program
// writes them as text or JSON, det_svg.hpp draws them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "accuracy/comparison.hpp"
#include "accuracy/det.hpp"
#include "accuracy/fold_accuracy.hpp"
#include "accuracy/rate.hpp"
#include "base/error.hpp"

namespace menshen::accuracy {

// Captures tried, each photograph once, and those that gave no template.
struct Captures {
  std::size_t tried = 0;
  std::size_t failed = 0;
};

struct Performance {
  Rate failure_to_enrol;
  std::size_t mated = 0;           // comparisons given, made or not
  std::size_t mated_not_made = 0;  // for want of a template
  std::size_t non_mated = 0;
  std::size_t non_mated_not_made = 0;
  Det det;
  EqualErrorRate equal_error_rate;
  std::vector<TmrAtFmr> tmr_at_fmr;  // at 1e-2, 1e-3 and 1e-4
  FoldAccuracy accuracy;
};

// Comparisons that were not made stay out of the DET, the equal error rate and the TMR: those
// are rates of the comparison, and failure to enrol is reported beside them. The accuracy of
// the folds counts them as no match (fold_accuracy.hpp).
//
// Errors: invalid_input when no capture was tried or more failed than were tried, when not one
// mated or not one non-mated comparison was made, and those of fold_accuracy().
[[nodiscard]] Result<Performance> measure(std::span<const Comparison> comparisons,
                                          Captures captures);

}  // namespace menshen::accuracy
