// Where a face lies in an image. All coordinates are pixels of that image, x to the right
// and y down; (0, 0) is the outer corner of the first pixel, whose centre is (0.5, 0.5).
#pragma once

#include <array>
#include <cstddef>
#include <optional>

namespace menshen::face {

struct Point {
  float x = 0;
  float y = 0;

  bool operator==(const Point&) const = default;
};

struct Box {
  float left = 0;
  float top = 0;
  float right = 0;
  float bottom = 0;

  [[nodiscard]] float width() const noexcept { return right - left; }
  [[nodiscard]] float height() const noexcept { return bottom - top; }
  [[nodiscard]] Point centre() const noexcept {
    return {.x = (left + right) / 2, .y = (top + bottom) / 2};
  }

  bool operator==(const Box&) const = default;
};

// In this order: the eye, nose tip, and mouth corner on the left of the image first.
//   0 left eye centre, 1 right eye centre, 2 nose tip, 3 left and 4 right mouth corner
inline constexpr std::size_t kLandmarks = 5;
using Landmarks = std::array<Point, kLandmarks>;

struct Detection {
  Box box;
  float score = 0;                     // 0..1, higher is surer
  std::optional<Landmarks> landmarks;  // when the detector gives them
};

}  // namespace menshen::face
