#include "accuracy/det.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "accuracy/rate.hpp"
#include "base/error.hpp"

namespace menshen::accuracy {
namespace {

Result<std::vector<double>> sorted(std::span<const double> scores, std::string_view kind) {
  if (scores.empty()) {
    return fail(Code::invalid_input,
                fmt::format("no {} comparison scores; give one or more", kind));
  }
  if (!std::ranges::all_of(scores, [](double score) { return std::isfinite(score); })) {
    return fail(Code::invalid_input,
                fmt::format("a {} comparison score that is no finite number; leave out "
                            "comparisons that were not made",
                            kind));
  }
  std::vector<double> ascending(scores.begin(), scores.end());
  std::ranges::sort(ascending);
  return ascending;
}

// Beyond the last score lies one that is never the lower.
double at(std::span<const double> scores, std::size_t i) {
  return i < scores.size() ? scores[i] : std::numeric_limits<double>::infinity();
}

}  // namespace

Det::Det(std::vector<DetPoint> points, std::size_t mated, std::size_t non_mated)
    : points_(std::move(points)), mated_(mated), non_mated_(non_mated) {}

Result<Det> Det::make(std::span<const double> mated, std::span<const double> non_mated) {
  MENSHEN_TRY(const auto genuine, sorted(mated, "mated"));
  MENSHEN_TRY(const auto impostor, sorted(non_mated, "non-mated"));

  std::vector<DetPoint> points;
  std::size_t i = 0;  // mated scores below the threshold
  std::size_t j = 0;  // non-mated scores below the threshold
  while (i < genuine.size() || j < impostor.size()) {
    const double threshold = std::min(at(genuine, i), at(impostor, j));
    points.push_back(
        {.threshold = threshold, .false_matches = impostor.size() - j, .false_non_matches = i});
    while (i < genuine.size() && genuine[i] == threshold) ++i;
    while (j < impostor.size() && impostor[j] == threshold) ++j;
  }
  const double above =
      std::nextafter(points.back().threshold, std::numeric_limits<double>::infinity());
  points.push_back(
      {.threshold = above, .false_matches = 0, .false_non_matches = genuine.size()});
  return Det(std::move(points), genuine.size(), impostor.size());
}

Rate Det::fmr(const DetPoint& point) const { return rate(point.false_matches, non_mated_); }

Rate Det::fnmr(const DetPoint& point) const { return rate(point.false_non_matches, mated_); }

Rate Det::tmr(const DetPoint& point) const {
  return rate(mated_ - point.false_non_matches, mated_);
}

EqualErrorRate Det::equal_error_rate() const {
  const auto gap = [this](const DetPoint& p) { return fmr(p).value - fnmr(p).value; };
  // The first point has gap +1 and the last -1, so the crossing has a point on each side.
  const auto after = std::ranges::find_if(points_, [&](const auto& p) { return gap(p) <= 0; });
  const auto before = std::prev(after);
  const double weight = gap(*before) / (gap(*before) - gap(*after));
  const double value = std::lerp(fnmr(*before).value, fnmr(*after).value, weight);
  return {.value = value, .threshold = weight < 0.5 ? before->threshold : after->threshold};
}

TmrAtFmr Det::tmr_at_fmr(double fmr_goal) const {
  const auto point = std::ranges::find_if(
      points_, [&](const DetPoint& p) { return fmr(p).value <= fmr_goal; });
  const std::size_t needed = trials_needed(fmr_goal);
  return {.fmr_goal = fmr_goal,
          .counted = {.threshold = point->threshold, .fmr = fmr(*point), .tmr = tmr(*point)},
          .non_mated_needed = needed,
          .is_shown = non_mated_ >= needed};
}

}  // namespace menshen::accuracy
