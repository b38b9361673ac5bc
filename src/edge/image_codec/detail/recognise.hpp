// Which format a file is, by its first bytes. Names and content types are not asked: they
// are what the sender says.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace menshen::image_codec::detail {

enum class Format { jpeg, png, webp, other };

[[nodiscard]] Format recognise(std::span<const std::byte> file) noexcept;

// For a file that is `other`: what it seems to be, with its article (`a GIF picture`).
[[nodiscard]] std::string_view describe_other(std::span<const std::byte> file) noexcept;

}  // namespace menshen::image_codec::detail
