#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t kNone = 64;

constexpr std::array<std::uint8_t, 256> kValueOf = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values.at(static_cast<std::uint8_t>(kAlphabet[i])) = static_cast<std::uint8_t>(i);
  }
  return values;
}();

std::uint32_t value_of(char letter) { return kValueOf.at(static_cast<std::uint8_t>(letter)); }

// How many bytes a character has that begins so; 0 when none does.
std::size_t bytes_begun_by(std::uint8_t first) {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

// Takes one character off the front; nothing when it is not well formed.
std::optional<std::uint32_t> take_character(std::string_view& rest) {
  const auto first = static_cast<std::uint8_t>(rest.front());
  const std::size_t length = bytes_begun_by(first);
  if (length == 0 || rest.size() < length) return std::nullopt;
  std::uint32_t point = length == 1 ? first : first & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<std::uint8_t>(rest[i]);
    if ((next & 0xc0U) != 0x80) return std::nullopt;
    point = (point << 6U) | (next & 0x3fU);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool surrogate = point >= 0xd800 && point < 0xe000;
  if (overlong || surrogate || point > 0x10ffff) return std::nullopt;
  rest.remove_prefix(length);
  return point;
}

// The property White_Space of Unicode 15.
bool is_space(std::uint32_t point) {
  return (point >= 0x9 && point <= 0xd) || point == 0x20 || point == 0x85 || point == 0xa0 ||
         point == 0x1680 || (point >= 0x2000 && point <= 0x200a) || point == 0x2028 ||
         point == 0x2029 || point == 0x202f || point == 0x205f || point == 0x3000;
}

// Controls, and the marks that change the direction in which a terminal writes.
bool is_unfit(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x200e ||
         point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069);
}

// What ends or escapes within a string of JSON.
bool is_quote(std::uint32_t point) { return point == '"' || point == '\\'; }

std::string without(std::string_view utf8, bool quotes_too) {
  std::string text;
  while (!utf8.empty()) {
    const std::string_view before = utf8;
    const auto point = take_character(utf8);
    if (point && !is_unfit(*point) && !(quotes_too && is_quote(*point))) {
      text += before.substr(0, before.size() - utf8.size());
      continue;
    }
    if (!point) utf8.remove_prefix(1);
    std::array<char, 8> code{};
    std::snprintf(code.data(), code.size(), "\\u%04x", point.value_or(0xfffd));  // NOLINT
    text += code.data();
  }
  return text;
}

}  // namespace

View as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};  // NOLINT
}

std::string_view as_text(View bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};  // NOLINT
}

std::optional<std::uint64_t> read_decimal(std::string_view text) {
  if (text.empty() || text.size() > 16 || (text.front() == '0' && text.size() > 1)) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  return value <= kNumberMax ? std::optional(value) : std::nullopt;
}

std::optional<Bytes> read_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  Bytes bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char letter : text) {
    const std::uint32_t value = value_of(letter);
    if (value == kNone) return std::nullopt;
    held = (held << 6U) | value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<std::uint8_t>(held >> bits));
    held &= (1U << bits) - 1;
  }
  return held == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

std::string to_base64(View bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = (group << 8U) | (k < count ? bytes[i + k] : 0U);
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? kAlphabet[(group >> (18 - 6 * k)) & 63U] : '=';
    }
  }
  return text;
}

std::string to_hex(View bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (!take_character(text)) return false;
  }
  return true;
}

bool has_space(std::string_view text) {
  while (!text.empty()) {
    const auto point = take_character(text);
    if (!point || is_space(*point)) return true;
  }
  return false;
}

std::optional<std::string_view> take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::string escaped(std::string_view utf8) { return without(utf8, true); }

std::string printable(std::string_view utf8) { return without(utf8, false); }

std::string utc_text(std::uint64_t seconds) {
  constexpr std::uint64_t kYear10000 = 253'402'300'800;
  if (seconds >= kYear10000) return std::to_string(seconds) + " s after 1970";
  const std::chrono::sys_seconds at{
      std::chrono::seconds{static_cast<std::chrono::seconds::rep>(seconds)}};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",  // NOLINT
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

}  // namespace menshen::menshen_verify
