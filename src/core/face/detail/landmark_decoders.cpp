#include "face/detail/landmark_decoders.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include <fmt/core.h>

#include "base/error.hpp"
#include "face/geometry.hpp"
#include "face/model_manifest.hpp"

namespace menshen::face {
namespace {

constexpr std::array<std::size_t, 4> kLeftEye{37, 38, 40, 41};
constexpr std::array<std::size_t, 4> kRightEye{43, 44, 46, 47};
constexpr std::array<std::size_t, 1> kNose{30};
constexpr std::array<std::size_t, 2> kLeftMouth{48, 60};
constexpr std::array<std::size_t, 2> kRightMouth{54, 64};
constexpr std::array<std::span<const std::size_t>, kLandmarks> kFiveOf68{
    kLeftEye, kRightEye, kNose, kLeftMouth, kRightMouth};

constexpr std::array<std::array<std::size_t, 1>, kLandmarks> kOneEach{
    {{0}, {1}, {2}, {3}, {4}}};
constexpr std::array<std::span<const std::size_t>, kLandmarks> kFiveOf5{
    kOneEach[0], kOneEach[1], kOneEach[2], kOneEach[3], kOneEach[4]};

}  // namespace

Box landmark_crop(const Box& face) noexcept {
  const Point centre = face.centre();
  const float half = std::max(face.height(), 1.0F) / 2;
  return {.left = centre.x - half,
          .top = centre.y - half,
          .right = centre.x + half,
          .bottom = centre.y + half};
}

Box attack_crop(const Box& face, double scale, int image_width, int image_height) noexcept {
  const auto width = static_cast<float>(image_width);
  const auto height = static_cast<float>(image_height);
  const Point centre = face.centre();
  const float wanted = std::max(face.width(), face.height()) * static_cast<float>(scale);
  const float side = std::clamp(wanted, 1.0F, std::min(width, height));
  const float left = std::clamp(centre.x - side / 2, 0.0F, width - side);
  const float top = std::clamp(centre.y - side / 2, 0.0F, height - side);
  return {.left = left, .top = top, .right = left + side, .bottom = top + side};
}

Result<Landmarks> decode_landmarks(Decoder decoder, std::span<const float> values,
                                   const Box& crop) {
  MENSHEN_ASSERT(role_of(decoder) == ModelRole::landmarks);
  const auto& five = decoder == Decoder::landmarks_68 ? kFiveOf68 : kFiveOf5;
  const std::size_t expected = decoder == Decoder::landmarks_68 ? 136 : 10;
  if (values.size() != expected) {
    return fail(Code::invalid_input,
                fmt::format("the landmark network gives {} values, `{}` expects {}: check "
                            "`decoder` and `outputs` in the manifest",
                            values.size(), name(decoder), expected));
  }
  Landmarks landmarks;
  for (std::size_t i = 0; i < kLandmarks; ++i) {
    Point mean;
    for (const std::size_t index : five[i]) {
      mean.x += values[2 * index] / static_cast<float>(five[i].size());
      mean.y += values[2 * index + 1] / static_cast<float>(five[i].size());
    }
    if (!std::isfinite(mean.x) || !std::isfinite(mean.y)) {
      return fail(Code::invalid_input, "the landmark network gives values that are not finite");
    }
    landmarks[i] = {.x = crop.left + mean.x * crop.width(),
                    .y = crop.top + mean.y * crop.height()};
  }
  return landmarks;
}

}  // namespace menshen::face
