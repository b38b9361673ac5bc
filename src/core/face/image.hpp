// Pixels of a photograph, for as long as an act needs them and not longer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::face {

// Colour image: 8-bit sRGB, three channels in the order red, green, blue, interleaved,
// row-major, rows without padding: `3 * width * height` bytes. Like all data about a body it
// cannot be copied or printed, and it is wiped when it dies.
class Image {
 public:
  static constexpr int kSideMax = 65'535;  // pixels, JPEG's own limit
  static constexpr std::int64_t kPixelsMax = 50'000'000;

  // A black image of the given size in pixels, in `memory`, which must outlive it. Errors:
  // invalid_input when a side is not in 1..kSideMax, or there are more than kPixelsMax pixels;
  // exhausted when `memory` has not so much left.
  [[nodiscard]] static Result<Image> make(
      int width, int height,
      std::pmr::memory_resource& memory = *std::pmr::new_delete_resource());

  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  Image(Image&& other) noexcept;
  Image& operator=(Image&& other) noexcept;
  ~Image() = default;

  [[nodiscard]] int width() const noexcept { return width_; }
  [[nodiscard]] int height() const noexcept { return height_; }
  [[nodiscard]] std::span<const std::uint8_t> reveal() const noexcept {
    return pixels_.reveal_as<std::uint8_t>();
  }
  [[nodiscard]] std::span<std::uint8_t> reveal() noexcept {
    return pixels_.reveal_as<std::uint8_t>();
  }

  // Where the pixels lie, for another form of the same picture.
  [[nodiscard]] std::pmr::memory_resource& memory() const noexcept { return pixels_.memory(); }

 private:
  Image(int width, int height, Secret pixels);

  int width_ = 0;
  int height_ = 0;
  Secret pixels_;
};

}  // namespace menshen::face
