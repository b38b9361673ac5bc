// Pixels of a photograph, for as long as an act needs them and not longer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"

namespace menshen::face {

// Colour image: 8-bit sRGB, three channels in the order red, green, blue, interleaved,
// row-major, rows without padding: `3 * width * height` bytes. Like all data about a body it
// cannot be copied or printed, and it is wiped when it dies.
class Image {
 public:
  static constexpr int kSideMax = 65'535;  // pixels, JPEG's own limit
  static constexpr std::int64_t kPixelsMax = 50'000'000;

  // A black image of the given size in pixels. Errors: invalid_input when a side is not in
  // 1..kSideMax, or there are more than kPixelsMax pixels.
  [[nodiscard]] static Result<Image> make(int width, int height);

  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  Image(Image&& other) noexcept;
  Image& operator=(Image&& other) noexcept;
  ~Image();

  [[nodiscard]] int width() const noexcept { return width_; }
  [[nodiscard]] int height() const noexcept { return height_; }
  [[nodiscard]] std::span<const std::uint8_t> reveal() const noexcept { return pixels_; }
  [[nodiscard]] std::span<std::uint8_t> reveal() noexcept { return pixels_; }

 private:
  Image(int width, int height);

  int width_ = 0;
  int height_ = 0;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace menshen::face
