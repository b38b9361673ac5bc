#include "image_codec/detail/refusals.hpp"

#include <cstdint>
#include <string_view>

#include <fmt/core.h>

#include "base/error.hpp"
#include "face/image.hpp"

namespace menshen::image_codec::detail {

Result<> check_size(std::uint32_t width, std::uint32_t height) {
  const auto side_ok = [](std::uint32_t side) {
    return side >= 1 && side <= std::uint32_t{face::Image::kSideMax};
  };
  if (!side_ok(width) || !side_ok(height)) {
    return fail(Code::invalid_input,
                fmt::format("a picture of {}×{} pixels; each side must be 1 to {}", width,
                            height, face::Image::kSideMax));
  }
  if (std::int64_t{width} * height > face::Image::kPixelsMax) {
    return fail(
        Code::invalid_input,
        fmt::format("a picture of {}×{} pixels; at most {} million are accepted: send a "
                    "smaller one",
                    width, height, face::Image::kPixelsMax / 1'000'000));
  }
  return {};
}

tl::unexpected<Error> truncated(std::string_view format) {
  return fail(Code::invalid_input,
              fmt::format("a {} that ends early; send the whole file", format));
}

tl::unexpected<Error> animated(std::string_view format) {
  return fail(Code::invalid_input, fmt::format("an animated {}; send a still picture", format));
}

tl::unexpected<Error> damaged(std::string_view format, std::string_view why) {
  return fail(Code::invalid_input,
              fmt::format("a damaged {} (`{}`); save the picture anew", format, why));
}

}  // namespace menshen::image_codec::detail
