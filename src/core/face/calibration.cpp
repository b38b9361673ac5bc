#include "face/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <fmt/core.h>

#include "base/error.hpp"

namespace menshen::face {
namespace {

bool is_rate(double value) { return value > 0 && value < 1; }

}  // namespace

double false_match_rate_for(double false_positive_identification_rate,
                            std::size_t gallery_size) {
  MENSHEN_ASSERT(is_rate(false_positive_identification_rate) && gallery_size >= 1);
  // As 1 - pow(1 - p, 1 / N), but exact where the rate is small.
  return -std::expm1(std::log1p(-false_positive_identification_rate) /
                     static_cast<double>(gallery_size));
}

std::size_t gallery_size_max(double false_positive_identification_rate,
                             double false_match_rate) {
  MENSHEN_ASSERT(is_rate(false_positive_identification_rate) && is_rate(false_match_rate));
  // A rate that was made from a size gives that size back, in spite of rounding.
  constexpr double kSlack = 1e-9;
  return static_cast<std::size_t>(
      std::log1p(-false_positive_identification_rate) / std::log1p(-false_match_rate) + kSlack);
}

Result<OperatingPoint> threshold_for_verification(const Calibration& calibration,
                                                  double false_match_rate) {
  if (!is_rate(false_match_rate)) {
    return fail(Code::invalid_input,
                fmt::format("a false match rate of {}; it lies between 0 and 1, both left out",
                            false_match_rate));
  }
  const auto found = std::ranges::find_if(calibration.points, [&](const auto& point) {
    return point.false_match_rate <= false_match_rate;
  });
  if (found != calibration.points.end()) {
    return OperatingPoint{.false_match_rate = found->false_match_rate,
                          .threshold = found->threshold};
  }
  return fail(Code::not_found,
              fmt::format("model `{}` is not calibrated for a false match rate of {:.3g}: "
                          "measure it with `menshen evaluate --scores` and give the rate to "
                          "`menshen calibrate`",
                          calibration.model, false_match_rate));
}

Result<OperatingPoint> threshold_for_identification(const Calibration& calibration,
                                                    double false_positive_identification_rate,
                                                    std::size_t gallery_size) {
  if (!is_rate(false_positive_identification_rate)) {
    return fail(Code::invalid_input,
                fmt::format("a false positive identification rate of {}; it lies between 0 and "
                            "1, both left out",
                            false_positive_identification_rate));
  }
  if (gallery_size == 0) {
    return fail(Code::invalid_input, "a gallery of 0 references; name the most it may hold");
  }
  auto point = threshold_for_verification(
      calibration, false_match_rate_for(false_positive_identification_rate, gallery_size));
  if (point) return point;
  return tl::unexpected<Error>(in_context(
      point.error(), fmt::format("a false positive identification rate of {} among {}",
                                 false_positive_identification_rate, gallery_size)));
}

}  // namespace menshen::face
