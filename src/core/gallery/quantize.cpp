#include "gallery/quantize.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "gallery/detail/kernel.hpp"

namespace menshen::gallery {
namespace {

constexpr double kValueMax = 127;
constexpr float kHalf = 0.5F;
constexpr float kBias = 128;
constexpr double kDeviations = 4;  // the best for 255 steps of a normal value

}  // namespace

std::size_t padded(std::size_t dimension) noexcept {
  return (dimension + kMultiple - 1) / kMultiple * kMultiple;
}

double scale_of(std::size_t dimension) noexcept {
  return kValueMax / std::min(1.0, kDeviations / std::sqrt(static_cast<double>(dimension)));
}

void quantize(std::span<const float> values, std::span<std::int8_t> out) noexcept {
  MENSHEN_ASSERT(out.size() == padded(values.size()));
  constexpr auto kMax = static_cast<float>(kValueMax);
  const auto scale = static_cast<float>(scale_of(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float value = std::clamp(values[i] * scale, -kMax, kMax);
    // To the nearest: all are positive when they are cut off, in one step for either sign.
    const auto cut = static_cast<std::int32_t>(value + kBias + kHalf);
    out[i] = static_cast<std::int8_t>(cut - static_cast<std::int32_t>(kBias));
  }
  std::ranges::fill(out.subspan(values.size()), std::int8_t{0});
}

double to_cosine(std::int32_t score, std::size_t dimension) noexcept {
  const double scale = scale_of(dimension);
  return score / (scale * scale);
}

}  // namespace menshen::gallery
