#include "face/detail/align.hpp"

#include <cmath>
#include <cstddef>
#include <limits>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "face/geometry.hpp"

namespace menshen::face {
namespace {

Landmarks mapped(const Landmarks& points, const SimilarityTransform& transform) {
  Landmarks result;
  for (std::size_t i = 0; i < kLandmarks; ++i) result[i] = transform.apply(points[i]);
  return result;
}

TEST(EstimateSimilarity, finds_the_turn_scale_and_shift_that_was_applied) {
  const SimilarityTransform applied{.a = 1.2, .b = -0.7, .dx = 30, .dy = -4};
  const auto found = estimate_similarity(kAlignedLandmarks, mapped(kAlignedLandmarks, applied));
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->a, applied.a, 1e-5);
  EXPECT_NEAR(found->b, applied.b, 1e-5);
  EXPECT_NEAR(found->dx, applied.dx, 1e-3);
  EXPECT_NEAR(found->dy, applied.dy, 1e-3);
}

TEST(EstimateSimilarity, never_mirrors) {
  Landmarks mirrored = kAlignedLandmarks;
  for (Point& point : mirrored) point.x = -point.x;
  const auto found = estimate_similarity(kAlignedLandmarks, mirrored);
  ASSERT_TRUE(found);
  // A mirror image cannot be reached: the best similarity leaves the eyes far away.
  const Point eye = found->apply(kAlignedLandmarks[0]);
  EXPECT_GT(std::hypot(eye.x - mirrored[0].x, eye.y - mirrored[0].y), 5);
}

TEST(EstimateSimilarity, is_the_least_squares_one) {
  Landmarks target = kAlignedLandmarks;
  target[2].x += 6;  // no similarity does this
  const auto found = estimate_similarity(kAlignedLandmarks, target).value();
  const auto squares = [&](const SimilarityTransform& transform) {
    double sum = 0;
    for (std::size_t i = 0; i < kLandmarks; ++i) {
      const Point point = transform.apply(kAlignedLandmarks[i]);
      sum += std::pow(point.x - target[i].x, 2) + std::pow(point.y - target[i].y, 2);
    }
    return sum;
  };
  for (const double step : {-0.01, 0.01}) {
    for (double SimilarityTransform::* part :
         {&SimilarityTransform::a, &SimilarityTransform::b, &SimilarityTransform::dx,
          &SimilarityTransform::dy}) {
      SimilarityTransform near = found;
      near.*part += step;
      EXPECT_GT(squares(near), squares(found));
    }
  }
}

TEST(EstimateSimilarity, refuses_points_without_extent) {
  EXPECT_EQ(estimate_similarity(Landmarks{}, kAlignedLandmarks).error().code,
            Code::invalid_input);
  Landmarks broken = kAlignedLandmarks;
  broken[1].x = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(estimate_similarity(broken, kAlignedLandmarks));
}

}  // namespace
}  // namespace menshen::face
