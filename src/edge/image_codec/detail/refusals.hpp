// What every decoder says in the same words.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.hpp"

namespace menshen::image_codec::detail {

// Holds a size out of a header to the limits of face::Image. Errors: invalid_input.
[[nodiscard]] Result<> check_size(std::uint32_t width, std::uint32_t height);

[[nodiscard]] tl::unexpected<Error> truncated(std::string_view format);
[[nodiscard]] tl::unexpected<Error> animated(std::string_view format);

// `why` is the decoder's own account of what it met.
[[nodiscard]] tl::unexpected<Error> damaged(std::string_view format, std::string_view why);

}  // namespace menshen::image_codec::detail
