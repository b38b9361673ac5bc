// UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF.
#pragma once

#include <optional>
#include <string_view>

namespace menshen {

// Takes the first character off `text`, which is not empty; none when it is not well formed.
[[nodiscard]] std::optional<char32_t> take_character(std::string_view& text) noexcept;

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

}  // namespace menshen
