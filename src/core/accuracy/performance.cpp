#include "accuracy/performance.hpp"

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "accuracy/comparison.hpp"
#include "accuracy/det.hpp"
#include "accuracy/fold_accuracy.hpp"
#include "accuracy/rate.hpp"
#include "base/error.hpp"

namespace menshen::accuracy {

Result<Performance> measure(std::span<const Comparison> comparisons, Captures captures) {
  if (captures.tried == 0 || captures.failed > captures.tried) {
    return fail(Code::invalid_input, fmt::format("{} failed of {} captures tried; count each "
                                                 "photograph once",
                                                 captures.failed, captures.tried));
  }
  std::vector<double> mated;
  std::vector<double> non_mated;
  std::size_t mated_count = 0;
  for (const auto& comparison : comparisons) {
    if (comparison.mated) ++mated_count;
    if (comparison.score) (comparison.mated ? mated : non_mated).push_back(*comparison.score);
  }
  const std::size_t non_mated_count = comparisons.size() - mated_count;
  MENSHEN_TRY(auto det, Det::make(mated, non_mated));
  MENSHEN_TRY(auto accuracy, fold_accuracy(comparisons));

  Performance performance{.failure_to_enrol = rate(captures.failed, captures.tried),
                          .mated = mated_count,
                          .mated_not_made = mated_count - mated.size(),
                          .non_mated = non_mated_count,
                          .non_mated_not_made = non_mated_count - non_mated.size(),
                          .det = std::move(det),
                          .equal_error_rate = {},
                          .tmr_at_fmr = {},
                          .accuracy = std::move(accuracy)};
  performance.equal_error_rate = performance.det.equal_error_rate();
  for (const double goal : {1e-2, 1e-3, 1e-4}) {
    performance.tmr_at_fmr.push_back(performance.det.tmr_at_fmr(goal));
  }
  return performance;
}

}  // namespace menshen::accuracy
