#include "accuracy/calibrate.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <fmt/core.h>

#include "accuracy/rate.hpp"
#include "accuracy/score_distribution.hpp"
#include "base/error.hpp"

namespace menshen::accuracy {
namespace {

Result<> check(const Scores& scores, double fmr_goal) {
  const bool is_rate = fmr_goal > 0 && fmr_goal < 1;  // which no NaN is
  if (!is_rate) {
    return fail(Code::invalid_input,
                fmt::format("a false match rate of {}; it lies between 0 and 1, both left out",
                            fmr_goal));
  }
  const std::size_t needed = trials_needed(fmr_goal);
  if (scores.non_mated.total() < needed) {
    return fail(Code::invalid_input,
                fmt::format("{} non-mated comparisons cannot show a false match rate of {}: it "
                            "takes {}; measure more photographs of different persons, or ask "
                            "for a higher rate",
                            scores.non_mated.total(), fmr_goal, needed));
  }
  if (scores.mated.total() == 0) {
    return fail(Code::invalid_input,
                "no mated comparison, so that the cost of a threshold is not known; measure "
                "persons with two photographs or more");
  }
  return {};
}

}  // namespace

Result<CalibratedThreshold> calibrate(const Scores& scores, double fmr_goal) {
  if (const auto checked = check(scores, fmr_goal); !checked) {
    return tl::unexpected<Error>(checked.error());
  }
  const std::size_t n = scores.non_mated.total();
  const auto false_matches = scores.non_mated.at_or_above();
  // Steps by rising threshold: counts fall, and with them the rate and both of its bounds.
  const auto first = [&](auto rate_of) {
    const auto found = std::ranges::partition_point(
        false_matches, [&](std::uint64_t count) { return rate_of(rate(count, n)) > fmr_goal; });
    return static_cast<std::size_t>(found - false_matches.begin());
  };
  const std::size_t step = first([](const Rate& rate) { return rate.value; });
  if (step == ScoreHistogram::kSteps) {
    return fail(Code::invalid_input,
                fmt::format("no threshold has a false match rate of {}: {} of {} non-mated "
                            "comparisons have the score 1; look for one photograph under two "
                            "persons' names",
                            fmr_goal, false_matches[step - 1], n));
  }
  const std::size_t above = first([](const Rate& rate) { return rate.lower; });
  const std::size_t upper = first([](const Rate& rate) { return rate.upper; });
  const auto matches = scores.mated.at_or_above();
  return CalibratedThreshold{.fmr_goal = fmr_goal,
                             .threshold = ScoreHistogram::edge(step),
                             .lower = ScoreHistogram::edge(above == 0 ? 0 : above - 1),
                             .upper = std::min(1.0, ScoreHistogram::edge(upper)),
                             .fmr = rate(false_matches[step], n),
                             .tmr = rate(matches[step], scores.mated.total())};
}

}  // namespace menshen::accuracy
