// Spellings of bytes and numbers as text. Each value has one, and a second one is refused: what
// two readers could read differently is not read at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace menshen::menshen_verify {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

// The largest number that is read, 2^53 - 1: every reader can hold it, in a browser too.
inline constexpr std::uint64_t kNumberMax = (std::uint64_t{1} << 53U) - 1;

[[nodiscard]] View as_bytes(std::string_view text);
[[nodiscard]] std::string_view as_text(View bytes);

// Digits without a leading zero, at most kNumberMax.
[[nodiscard]] std::optional<std::uint64_t> read_decimal(std::string_view text);

// RFC 4648, section 4, padded, unused bits zero.
[[nodiscard]] std::optional<Bytes> read_base64(std::string_view text);
[[nodiscard]] std::string to_base64(View bytes);
[[nodiscard]] std::string to_hex(View bytes);

// RFC 3629: neither overlong forms nor surrogates.
[[nodiscard]] bool is_utf8(std::string_view text);

// Whether UTF-8 text holds a character that Unicode calls white space.
[[nodiscard]] bool has_space(std::string_view text);

// Takes the text up to the next newline off the front; nothing when there is no newline.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& rest);

// Fit for a terminal and for JSON: whatever could move a cursor or end a string is written as
// `\u00XX`.
[[nodiscard]] std::string escaped(std::string_view utf8);

// The same for a terminal alone: quotes and backslashes stay.
[[nodiscard]] std::string printable(std::string_view utf8);

// `2026-03-01T08:00:00Z`
[[nodiscard]] std::string utc_text(std::uint64_t seconds);

}  // namespace menshen::menshen_verify
