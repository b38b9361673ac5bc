#include "face/detail/align.hpp"

#include <cmath>
#include <cstddef>

#include "base/error.hpp"
#include "face/geometry.hpp"

namespace menshen::face {
namespace {

struct Mean {
  double x = 0;
  double y = 0;
};

Mean mean_of(const Landmarks& points) {
  Mean mean;
  for (const Point& point : points) {
    mean.x += double{point.x} / kLandmarks;
    mean.y += double{point.y} / kLandmarks;
  }
  return mean;
}

}  // namespace

Point SimilarityTransform::apply(Point point) const noexcept {
  return {.x = static_cast<float>(a * point.x - b * point.y + dx),
          .y = static_cast<float>(b * point.x + a * point.y + dy)};
}

Result<SimilarityTransform> estimate_similarity(const Landmarks& from, const Landmarks& to) {
  const Mean source = mean_of(from);
  const Mean target = mean_of(to);
  double variance = 0;
  double along = 0;
  double across = 0;
  for (std::size_t i = 0; i < kLandmarks; ++i) {
    const double sx = from[i].x - source.x;
    const double sy = from[i].y - source.y;
    const double tx = to[i].x - target.x;
    const double ty = to[i].y - target.y;
    variance += sx * sx + sy * sy;
    along += sx * tx + sy * ty;
    across += sx * ty - sy * tx;
  }
  constexpr double kVarianceMin = 1e-6;  // square pixels: five points in one place
  if (!(variance > kVarianceMin) || !std::isfinite(along) || !std::isfinite(across)) {
    return fail(Code::invalid_input, "the five points of the face have no extent");
  }
  SimilarityTransform transform{.a = along / variance, .b = across / variance};
  transform.dx = target.x - (transform.a * source.x - transform.b * source.y);
  transform.dy = target.y - (transform.b * source.x + transform.a * source.y);
  return transform;
}

}  // namespace menshen::face
