// Pictures made for these tests by the formats' own encoders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace menshen::image_codec {

using File = std::vector<std::byte>;

// Samples of any layout the encoders below accept; rows without padding.
struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> samples;
};

// Three channels; neighbours differ, so a shifted or mirrored picture is another picture.
[[nodiscard]] Picture gradient(int width, int height);

struct JpegOptions {
  bool grey = false;
  bool cmyk = false;
  bool progressive = false;
  bool scan_per_coefficient = false;  // 190 scans, all lawful
  int quality = 95;
  File exif;  // with its `Exif\0\0`; empty for none
};
[[nodiscard]] File jpeg(const Picture& picture, const JpegOptions& options = {});

struct PngOptions {
  int colour_type = 2;  // as in IHDR: 0 grey, 2 RGB, 3 palette, 4 grey + alpha, 6 RGBA
  int bit_depth = 8;
  bool interlaced = false;
  std::vector<std::uint8_t> palette;      // RGB triples
  std::vector<std::uint8_t> transparent;  // alpha of the palette's first entries
  File exif;                              // a TIFF block; empty for none
};
[[nodiscard]] File png(const Picture& picture, const PngOptions& options = {});

// Lossless. `exif` is a TIFF block; empty for none.
[[nodiscard]] File webp(const Picture& picture, bool alpha = false, const File& exif = {});
[[nodiscard]] File animated_webp();

// `png` with a chunk put in behind IHDR; type of four letters.
[[nodiscard]] File with_chunk(const File& png, std::string_view type, const File& data);

// The TIFF block of EXIF with the one tag Orientation, big- or little-endian.
[[nodiscard]] File tiff_orientation(int value, bool big_endian = false);

[[nodiscard]] File bytes(std::string_view text);
[[nodiscard]] File operator+(File left, const File& right);

}  // namespace menshen::image_codec
