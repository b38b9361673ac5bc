#include "accuracy/rate.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/error.hpp"

namespace menshen::accuracy {
namespace {

constexpr double kZ = 1.959963984540054;  // 97.5 % quantile of the standard normal
constexpr double kRounding = 1e-9;        // 3 / 0.001 is a hair above 3000

}  // namespace

Rate rate(std::size_t count, std::size_t of) {
  MENSHEN_ASSERT(of >= 1 && count <= of);
  const auto n = static_cast<double>(of);
  const double p = static_cast<double>(count) / n;
  const double scale = 1 + (kZ * kZ / n);
  const double centre = (p + (kZ * kZ / (2 * n))) / scale;
  const double half = kZ * std::sqrt((p * (1 - p) / n) + (kZ * kZ / (4 * n * n))) / scale;
  return {.count = count,
          .of = of,
          .value = p,
          .lower = count == 0 ? 0 : std::max(0.0, centre - half),
          .upper = count == of ? 1 : std::min(1.0, centre + half)};
}

std::size_t trials_needed(double goal) {
  MENSHEN_ASSERT(goal > 0 && goal < 1);
  return static_cast<std::size_t>(std::ceil(3 / goal * (1 - kRounding)));
}

}  // namespace menshen::accuracy
