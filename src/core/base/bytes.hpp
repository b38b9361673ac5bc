// A text's bytes, as what hashes, seals and writes takes them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace menshen {

// They live as long as the text.
[[nodiscard]] inline std::span<const std::byte> bytes_of(std::string_view text) noexcept {
  return std::as_bytes(std::span(text));
}

}  // namespace menshen
