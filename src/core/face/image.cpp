#include "face/image.hpp"

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::face {

Result<Image> Image::make(int width, int height, std::pmr::memory_resource& memory) {
  if (width < 1 || height < 1 || width > kSideMax || height > kSideMax) {
    return fail(Code::invalid_input,
                fmt::format("an image of {}×{} pixels; each side must be 1 to {}", width,
                            height, kSideMax));
  }
  if (std::int64_t{width} * height > kPixelsMax) {
    return fail(Code::invalid_input,
                fmt::format("an image of {}×{} pixels; at most {} million are accepted: send "
                            "a smaller picture",
                            width, height, kPixelsMax / 1'000'000));
  }
  const auto size = 3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  MENSHEN_TRY(auto pixels, Secret::make(size, memory));
  return Image(width, height, std::move(pixels));
}

Image::Image(int width, int height, Secret pixels)
    : width_(width), height_(height), pixels_(std::move(pixels)) {}

Image::Image(Image&& other) noexcept
    : width_(std::exchange(other.width_, 0)),
      height_(std::exchange(other.height_, 0)),
      pixels_(std::move(other.pixels_)) {}

Image& Image::operator=(Image&& other) noexcept {
  std::swap(width_, other.width_);
  std::swap(height_, other.height_);
  std::swap(pixels_, other.pixels_);
  return *this;
}

}  // namespace menshen::face
