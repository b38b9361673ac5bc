// How the camera was held, and the picture turned upright again.
#pragma once

#include <cstddef>
#include <span>

#include "base/error.hpp"
#include "face/image.hpp"

namespace menshen::image_codec::detail {

// Where the stored row 0 and column 0 belong in the upright picture; the values are those of
// EXIF tag 0x0112 (CIPA DC-008).
enum class Orientation {
  top_left = 1,
  top_right,
  bottom_right,
  bottom_left,
  left_top,
  right_top,
  right_bottom,
  left_bottom,
};

// `exif` is an EXIF block with or without the six bytes `Exif\0\0` in front of its TIFF
// header. A block that is missing, broken or silent means top_left, as in every viewer. Only
// the first 64 KiB are read: the tag stands in the first directory.
[[nodiscard]] Orientation read_orientation(std::span<const std::byte> exif);

// Errors: none beyond those of face::Image::make.
[[nodiscard]] Result<face::Image> upright(face::Image stored, Orientation orientation);

}  // namespace menshen::image_codec::detail
