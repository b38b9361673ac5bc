#include "accuracy/score_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.hpp"

namespace menshen::accuracy {

double ScoreHistogram::edge(std::size_t step) noexcept {
  return (static_cast<double>(step) / kStepsPerUnit) - 1;
}

void ScoreHistogram::count(double score) noexcept {
  MENSHEN_ASSERT(!std::isnan(score));
  const double steps = std::floor((std::clamp(score, -1.0, 1.0) + 1) * kStepsPerUnit);
  auto step = static_cast<std::size_t>(steps);
  // The sum above rounds: a score a hair below an edge must not count as on it.
  if (step > 0 && score < edge(step)) --step;
  add(step, 1);
}

void ScoreHistogram::add(std::size_t step, std::uint64_t times) noexcept {
  MENSHEN_ASSERT(step < kSteps);
  counts_[step] += times;
  total_ += times;
}

std::vector<std::uint64_t> ScoreHistogram::at_or_above() const {
  std::vector<std::uint64_t> sums(kSteps + 1);
  for (std::size_t step = kSteps; step-- > 0;) sums[step] = sums[step + 1] + counts_[step];
  return sums;
}

}  // namespace menshen::accuracy
