#include "accuracy/fold_accuracy.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include <fmt/core.h>

#include "accuracy/comparison.hpp"
#include "base/error.hpp"

namespace menshen::accuracy {
namespace {

constexpr int kFoldsMax = 1'000;

Result<int> count_folds(std::span<const Comparison> comparisons) {
  std::vector<bool> seen;
  std::vector<bool> scored;
  for (const auto& comparison : comparisons) {
    if (comparison.fold < 0 || comparison.fold >= kFoldsMax) {
      return fail(Code::invalid_input, fmt::format("fold {}; folds are numbered from 0 to {}",
                                                   comparison.fold, kFoldsMax - 1));
    }
    if (comparison.score && !std::isfinite(*comparison.score)) {
      return fail(Code::invalid_input, "a comparison score that is no finite number");
    }
    const auto fold = static_cast<std::size_t>(comparison.fold);
    if (seen.size() <= fold) {
      seen.resize(fold + 1);
      scored.resize(fold + 1);
    }
    seen[fold] = true;
    if (comparison.score) scored[fold] = true;
  }
  if (seen.size() < 2) {
    return fail(Code::invalid_input,
                fmt::format("{} folds; two or more are needed", seen.size()));
  }
  const auto empty = std::ranges::find(seen, false);
  if (empty != seen.end()) {
    return fail(Code::invalid_input,
                fmt::format("fold {} has no comparisons; number the folds without gaps",
                            empty - seen.begin()));
  }
  if (std::ranges::count(scored, true) < 2) {
    return fail(Code::invalid_input,
                "fewer than two folds have a comparison score; no threshold can be learnt");
  }
  return static_cast<int>(seen.size());
}

struct Scored {
  double score;
  bool mated;
  int fold;
};

std::vector<Scored> ascending_scores(std::span<const Comparison> comparisons) {
  std::vector<Scored> scores;
  for (const auto& comparison : comparisons) {
    if (!comparison.score) continue;
    scores.push_back(
        {.score = *comparison.score, .mated = comparison.mated, .fold = comparison.fold});
  }
  std::ranges::sort(scores, {}, &Scored::score);
  return scores;
}

double best_threshold(std::span<const Scored> ascending, int left_out) {
  std::optional<double> below;  // the last score passed
  double best = 0;
  long right = 0;  // right answers beyond those of the lowest threshold
  long right_best = -1;
  for (const auto& [score, mated, fold] : ascending) {
    if (fold == left_out) continue;
    if (!below || score > *below) {
      if (right >= right_best) {
        right_best = right;
        best = below ? std::midpoint(*below, score) : score;
      }
      below = score;
    }
    right += mated ? -1 : 1;
  }
  if (below && right >= right_best) best = std::nextafter(*below, HUGE_VAL);
  return best;
}

double accuracy_in(std::span<const Comparison> comparisons, int fold, double threshold) {
  std::size_t right = 0;
  std::size_t count = 0;
  for (const auto& comparison : comparisons) {
    if (comparison.fold != fold) continue;
    const bool match = comparison.score && *comparison.score >= threshold;
    right += match == comparison.mated ? 1U : 0U;
    ++count;
  }
  return static_cast<double>(right) / static_cast<double>(count);
}

}  // namespace

Result<FoldAccuracy> fold_accuracy(std::span<const Comparison> comparisons) {
  MENSHEN_TRY(const int folds, count_folds(comparisons));
  const auto ascending = ascending_scores(comparisons);
  FoldAccuracy result;
  for (int fold = 0; fold < folds; ++fold) {
    const double threshold = best_threshold(ascending, fold);
    const double accuracy = accuracy_in(comparisons, fold, threshold);
    result.folds.push_back({.threshold = threshold, .accuracy = accuracy});
    result.mean += accuracy / folds;
  }
  double squares = 0;
  for (const auto& fold : result.folds) {
    squares += (fold.accuracy - result.mean) * (fold.accuracy - result.mean);
  }
  result.standard_error = std::sqrt(squares / (folds - 1) / folds);
  return result;
}

}  // namespace menshen::accuracy
