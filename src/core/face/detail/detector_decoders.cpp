#include "face/detail/detector_decoders.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "face/geometry.hpp"
#include "face/model_manifest.hpp"

namespace menshen::face {
namespace {

using Values = std::span<const float>;
using Outputs = std::span<const Values>;
using Detections = std::vector<Detection>;

// A square grid laid over the input: one cell for every `stride` pixels, the last may jut out.
struct Grid {
  std::size_t columns;
  std::size_t rows;
  float stride;

  static Grid over(const InputFormat& input, int stride) {
    return {.columns = static_cast<std::size_t>((input.width + stride - 1) / stride),
            .rows = static_cast<std::size_t>((input.height + stride - 1) / stride),
            .stride = static_cast<float>(stride)};
  }
  [[nodiscard]] std::size_t cells() const { return columns * rows; }
  [[nodiscard]] float column(std::size_t cell) const {
    return static_cast<float>(cell % columns);
  }
  [[nodiscard]] float row(std::size_t cell) const {
    const std::size_t whole = cell / columns;
    return static_cast<float>(whole);
  }
};

Result<> expect_size(Values values, std::size_t expected, std::size_t output) {
  if (values.size() == expected) return {};
  return fail(Code::invalid_input,
              fmt::format("output {} of the detector has {} values, its decoder expects {}: "
                          "check `decoder`, `outputs` and the input's size in the manifest",
                          output + 1, values.size(), expected));
}

Result<Detections> decode_boxes(const InputFormat& input, Outputs outputs, float score_min) {
  const std::size_t count = outputs[0].size() / 2;
  if (const auto fits = expect_size(outputs[1], 4 * count, 1); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  const auto width = static_cast<float>(input.width);
  const auto height = static_cast<float>(input.height);
  Detections found;
  for (std::size_t i = 0; i < count; ++i) {
    const float score = outputs[0][2 * i + 1];
    if (!(score >= score_min)) continue;
    const Values corner = outputs[1].subspan(4 * i, 4);
    found.push_back({.box = {.left = corner[0] * width,
                             .top = corner[1] * height,
                             .right = corner[2] * width,
                             .bottom = corner[3] * height},
                     .score = score,
                     .landmarks = std::nullopt});
  }
  return found;
}

struct RfbLevel {
  int stride;
  std::span<const float> sides;  // of the priors in each cell, in pixels
};

constexpr std::array kRfbSides8{10.0F, 16.0F, 24.0F};
constexpr std::array kRfbSides16{32.0F, 48.0F};
constexpr std::array kRfbSides32{64.0F, 96.0F};
constexpr std::array kRfbSides64{128.0F, 192.0F, 256.0F};
constexpr std::array<RfbLevel, 4> kRfbLevels{
    {{8, kRfbSides8}, {16, kRfbSides16}, {32, kRfbSides32}, {64, kRfbSides64}}};

Result<Detections> decode_rfb(const InputFormat& input, Outputs outputs, float score_min) {
  constexpr float kCentreVariance = 0.1F;
  constexpr float kSizeVariance = 0.2F;
  std::size_t count = 0;
  for (const RfbLevel& level : kRfbLevels) {
    count += Grid::over(input, level.stride).cells() * level.sides.size();
  }
  for (std::size_t i = 0; i < 2; ++i) {
    if (const auto fits = expect_size(outputs[i], (i == 0 ? 2 : 4) * count, i); !fits) {
      return tl::unexpected<Error>(fits.error());
    }
  }
  Detections found;
  std::size_t prior = 0;
  for (const RfbLevel& level : kRfbLevels) {
    const Grid grid = Grid::over(input, level.stride);
    // The reference divides by the rounded-up grid, so that a jutting cell is squeezed.
    const float cell_width = static_cast<float>(input.width) / static_cast<float>(grid.columns);
    const float cell_height = static_cast<float>(input.height) / static_cast<float>(grid.rows);
    for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
      for (const float side : level.sides) {
        const std::size_t i = prior++;
        const float score = outputs[0][2 * i + 1];
        if (!(score >= score_min)) continue;
        const Values regression = outputs[1].subspan(4 * i, 4);
        // The reference cuts priors off at the size of the input.
        const float width = std::min(side, static_cast<float>(input.width));
        const float height = std::min(side, static_cast<float>(input.height));
        const float x =
            (grid.column(cell) + 0.5F) * cell_width + regression[0] * kCentreVariance * width;
        const float y =
            (grid.row(cell) + 0.5F) * cell_height + regression[1] * kCentreVariance * height;
        const float half_width = width * std::exp(regression[2] * kSizeVariance) / 2;
        const float half_height = height * std::exp(regression[3] * kSizeVariance) / 2;
        found.push_back({.box = {.left = x - half_width,
                                 .top = y - half_height,
                                 .right = x + half_width,
                                 .bottom = y + half_height},
                         .score = score,
                         .landmarks = std::nullopt});
      }
    }
  }
  return found;
}

constexpr std::array kStrides{8, 16, 32};

Result<Detections> decode_yunet(const InputFormat& input, Outputs outputs, float score_min) {
  Detections found;
  for (std::size_t level = 0; level < kStrides.size(); ++level) {
    const Grid grid = Grid::over(input, kStrides[level]);
    constexpr std::array<std::size_t, 4> kValues{1, 1, 4, 2 * kLandmarks};
    for (std::size_t kind = 0; kind < kValues.size(); ++kind) {
      const std::size_t output = 3 * kind + level;
      if (const auto fits = expect_size(outputs[output], kValues[kind] * grid.cells(), output);
          !fits) {
        return tl::unexpected<Error>(fits.error());
      }
    }
    for (std::size_t cell = 0; cell < grid.cells(); ++cell) {
      const float certainty = std::clamp(outputs[level][cell], 0.0F, 1.0F) *
                              std::clamp(outputs[3 + level][cell], 0.0F, 1.0F);
      const float score = std::sqrt(certainty);
      if (!(score >= score_min)) continue;
      const Values box = outputs[6 + level].subspan(4 * cell, 4);
      const Values points = outputs[9 + level].subspan(2 * kLandmarks * cell, 2 * kLandmarks);
      const float x = (grid.column(cell) + box[0]) * grid.stride;
      const float y = (grid.row(cell) + box[1]) * grid.stride;
      const float half_width = std::exp(box[2]) * grid.stride / 2;
      const float half_height = std::exp(box[3]) * grid.stride / 2;
      Landmarks landmarks;
      for (std::size_t i = 0; i < kLandmarks; ++i) {
        landmarks[i] = {.x = (grid.column(cell) + points[2 * i]) * grid.stride,
                        .y = (grid.row(cell) + points[2 * i + 1]) * grid.stride};
      }
      found.push_back({.box = {.left = x - half_width,
                               .top = y - half_height,
                               .right = x + half_width,
                               .bottom = y + half_height},
                       .score = score,
                       .landmarks = landmarks});
    }
  }
  return found;
}

Result<Detections> decode_scrfd(const InputFormat& input, Outputs outputs, float score_min) {
  Detections found;
  for (std::size_t level = 0; level < kStrides.size(); ++level) {
    const Grid grid = Grid::over(input, kStrides[level]);
    const std::size_t anchors = std::max<std::size_t>(1, outputs[level].size() / grid.cells());
    constexpr std::array<std::size_t, 3> kValues{1, 4, 2 * kLandmarks};
    for (std::size_t kind = 0; kind < kValues.size(); ++kind) {
      const std::size_t output = 3 * kind + level;
      if (const auto fits =
              expect_size(outputs[output], kValues[kind] * anchors * grid.cells(), output);
          !fits) {
        return tl::unexpected<Error>(fits.error());
      }
    }
    for (std::size_t i = 0; i < anchors * grid.cells(); ++i) {
      const float score = outputs[level][i];
      if (!(score >= score_min)) continue;
      const float x = grid.column(i / anchors) * grid.stride;
      const float y = grid.row(i / anchors) * grid.stride;
      const Values box = outputs[3 + level].subspan(4 * i, 4);
      const Values points = outputs[6 + level].subspan(2 * kLandmarks * i, 2 * kLandmarks);
      Landmarks landmarks;
      for (std::size_t k = 0; k < kLandmarks; ++k) {
        landmarks[k] = {.x = x + points[2 * k] * grid.stride,
                        .y = y + points[2 * k + 1] * grid.stride};
      }
      found.push_back({.box = {.left = x - box[0] * grid.stride,
                               .top = y - box[1] * grid.stride,
                               .right = x + box[2] * grid.stride,
                               .bottom = y + box[3] * grid.stride},
                       .score = score,
                       .landmarks = landmarks});
    }
  }
  return found;
}

float overlap(const Box& a, const Box& b) {
  const float width = std::min(a.right, b.right) - std::max(a.left, b.left);
  const float height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const float shared = width * height;
  return shared / (a.width() * a.height() + b.width() * b.height() - shared);
}

}  // namespace

Result<std::vector<Detection>> decode_detections(
    Decoder decoder, const InputFormat& input, std::span<const std::span<const float>> outputs,
    float score_min) {
  MENSHEN_ASSERT(role_of(decoder) == ModelRole::detector);
  MENSHEN_ASSERT(outputs.size() == outputs_of(decoder));
  switch (decoder) {
    case Decoder::rfb: return decode_rfb(input, outputs, score_min);
    case Decoder::yunet: return decode_yunet(input, outputs, score_min);
    case Decoder::scrfd: return decode_scrfd(input, outputs, score_min);
    case Decoder::boxes:
    case Decoder::landmarks_5:
    case Decoder::landmarks_68:
    case Decoder::embedding:
    case Decoder::logits:
    case Decoder::probabilities: break;
  }
  return decode_boxes(input, outputs, score_min);
}

std::vector<Detection> suppress_overlaps(std::vector<Detection> candidates, float iou_max) {
  std::ranges::stable_sort(candidates, std::ranges::greater{}, &Detection::score);
  std::vector<Detection> kept;
  for (const Detection& candidate : candidates) {
    const bool free = std::ranges::all_of(kept, [&](const Detection& other) {
      return overlap(candidate.box, other.box) <= iou_max;
    });
    if (free) kept.push_back(candidate);
  }
  return kept;
}

}  // namespace menshen::face
