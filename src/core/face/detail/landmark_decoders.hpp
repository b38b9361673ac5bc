// Reads what landmark networks answer, and says which part of the picture they look at.
#pragma once

#include <span>

#include "base/error.hpp"
#include "face/geometry.hpp"
#include "face/model_manifest.hpp"

namespace menshen::face {

// The square whose side is the height of `face`, about its centre.
[[nodiscard]] Box landmark_crop(const Box& face) noexcept;

// The square that an attack detector sees: `face` made square about its centre by its longer
// side, `scale` times as large, no larger than the image, and shifted to lie inside it.
[[nodiscard]] Box attack_crop(const Box& face, double scale, int image_width,
                              int image_height) noexcept;

// The five points, in pixels of the image.
//
//   values  landmarks_5: 10 values, x and y in turn, as fractions of the crop's side, in the
//           order of Landmarks. landmarks_68: 136 values, the same way, in the order of
//           iBUG-68, of which eyes and mouth are taken: the eyes' centres are the means of
//           their four lid points, the mouth's corners the means of outer and inner corner.
//
// Errors: invalid_input when the number of values is another or one is not finite.
//
// Source: Sagonas et al., "300 Faces In-the-Wild Challenge", ICCV Workshops 2013 (the order).
[[nodiscard]] Result<Landmarks> decode_landmarks(Decoder decoder, std::span<const float> values,
                                                 const Box& crop);

}  // namespace menshen::face
