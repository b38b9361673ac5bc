// Base64 (RFC 4648, section 4): the standard alphabet, padded, nothing else accepted.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace menshen {

[[nodiscard]] std::string to_base64(std::span<const std::byte> bytes);

// Errors: invalid_input for a length that is no multiple of four, a character outside the
// alphabet, wrong padding, or bits that the padding leaves unused but set.
[[nodiscard]] Result<std::vector<std::byte>> from_base64(std::string_view text);

// The alphabet for URLs (section 5), without padding, as JOSE and WebAuthn write it.
[[nodiscard]] std::string to_base64url(std::span<const std::byte> bytes);

// Errors: as from_base64; invalid_input for padding and the other alphabet.
[[nodiscard]] Result<std::vector<std::byte>> from_base64url(std::string_view text);

}  // namespace menshen
