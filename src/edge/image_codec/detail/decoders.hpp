// The three decoders. Each reads a file of its format within the limits and lets neither an
// exception nor a long jump of its library out.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>

#include "base/error.hpp"
#include "face/image.hpp"
#include "image_codec/detail/orientation.hpp"

namespace menshen::image_codec::detail {

using Bytes = std::span<const std::byte>;

struct Decoded {
  face::Image image;        // as stored
  Orientation orientation;  // how it was held
};

// The picture lies in `memory`. Errors of all three: invalid_input; exhausted.
[[nodiscard]] Result<Decoded> decode_jpeg(Bytes file, int short_side_min,
                                          std::pmr::memory_resource& memory);
[[nodiscard]] Result<Decoded> decode_png(Bytes file, std::pmr::memory_resource& memory);
[[nodiscard]] Result<Decoded> decode_webp(Bytes file, std::pmr::memory_resource& memory);

}  // namespace menshen::image_codec::detail
