// Fields of lines in the formats of C2SP, each in the one spelling it has.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::ledger {

// ASCII digits without leading zeros. Errors: invalid_input, also above 2^64 - 1.
[[nodiscard]] Result<std::uint64_t> parse_decimal(std::string_view text);

// 32 bytes in base64. Errors: invalid_input.
[[nodiscard]] Result<Digest> parse_hash(std::string_view base64);

// Takes the first line off the text, without its newline. Errors: invalid_input when there is
// no newline.
[[nodiscard]] Result<std::string_view> take_line(std::string_view& text);

}  // namespace menshen::ledger
