// Brings a face into the position that the embedder was trained on.
#pragma once

#include "base/error.hpp"
#include "face/geometry.hpp"

namespace menshen::face {

// (x, y) -> (a x - b y + dx, b x + a y + dy): turning, scaling and shifting, never mirroring.
struct SimilarityTransform {
  double a = 1;
  double b = 0;
  double dx = 0;
  double dy = 0;

  [[nodiscard]] Point apply(Point point) const noexcept;
};

// Where the five points lie in an aligned face of 112 × 112 pixels.
// Source: the reference alignment of ArcFace (insightface). Its coordinates are used as
// published; whether landmark networks count from a pixel's corner or centre is not known, and
// on faces of usual size the half pixel changes no score by more than 0.003.
inline constexpr float kAlignedSide = 112;
inline constexpr Landmarks kAlignedLandmarks{{{38.2946F, 51.6963F},
                                              {73.5318F, 51.5014F},
                                              {56.0252F, 71.7366F},
                                              {41.5493F, 92.3655F},
                                              {70.7299F, 92.2041F}}};

// The similarity that maps `from` onto `to` with the least sum of squared distances.
// Errors: invalid_input when the points of `from` coincide or are not finite.
//
// Source: Umeyama, "Least-squares estimation of transformation parameters between two point
// patterns", IEEE PAMI 13(4), 1991; in the plane without reflection it has this closed form.
[[nodiscard]] Result<SimilarityTransform> estimate_similarity(const Landmarks& from,
                                                              const Landmarks& to);

}  // namespace menshen::face
