// Turns pixels into the numbers a network reads: crop, scale, order of colours and channels,
// subtraction and division, in one pass over the picture.
#pragma once

#include <span>

#include "base/error.hpp"
#include "face/detail/align.hpp"
#include "face/geometry.hpp"
#include "face/image.hpp"
#include "face/model_manifest.hpp"

namespace menshen::face {

// How a whole picture lies in a network's input: scaled by one factor, centred, the rest
// filled with InputFormat::pad.
struct Letterbox {
  float scale = 1;  // input pixels per image pixel
  int left = 0;     // input pixels
  int top = 0;
  int width = 0;
  int height = 0;

  [[nodiscard]] static Letterbox fit(int image_width, int image_height,
                                     const InputFormat& format) noexcept;

  // From the input's pixels back to the image's.
  [[nodiscard]] Point to_image(Point point) const noexcept;
};

// Writes the whole image, fitted by `letterbox`, to `out`, which has `format.size()` values.
// Shrinking averages areas, enlarging is bilinear.
void write_letterboxed(const Image& image, const Letterbox& letterbox,
                       const InputFormat& format, std::span<float> out);

// Writes the part `crop` of the image, stretched over the input. What lies outside the image
// repeats its border. `crop` must be at least one pixel wide and high.
void write_crop(const Image& image, const Box& crop, const InputFormat& format,
                std::span<float> out);

// Writes the image as `to_input` maps it, bilinear; where the image is coarser in the input
// than in the picture, each value is the mean of several samples. What lies outside the image
// is black, as in the alignment that the embedders were trained with.
void write_warped(const Image& image, const SimilarityTransform& to_input,
                  const InputFormat& format, std::span<float> out);

// The same picture with its brightness spread over the whole range: the 1st percentile of the
// luma becomes black and the 99th white, one straight line for all channels. For pictures too
// dark to find a face in. Errors: invalid_input when the picture is of one shade.
[[nodiscard]] Result<Image> stretch_brightness(const Image& image);

}  // namespace menshen::face
