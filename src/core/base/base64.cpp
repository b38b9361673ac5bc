#include "base/base64.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace menshen {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// By character: its value; kNone for those that are none.
constexpr std::uint8_t kNone = 64;
constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t value = 0; value < kAlphabet.size(); ++value) {
    values[static_cast<unsigned char>(kAlphabet[value])] = static_cast<std::uint8_t>(value);
  }
  return values;
}();

// The four characters of up to three bytes, of which the last may be fewer.
std::array<char, 4> group_of(std::span<const std::byte> bytes) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    bits = (bits << 8U) | (i < bytes.size() ? std::to_integer<std::uint32_t>(bytes[i]) : 0U);
  }
  return {kAlphabet[(bits >> 18U) & 63U], kAlphabet[(bits >> 12U) & 63U],
          kAlphabet[(bits >> 6U) & 63U], kAlphabet[bits & 63U]};
}

}  // namespace

std::string to_base64(std::span<const std::byte> bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  auto out = text.begin();
  for (; bytes.size() >= 3; bytes = bytes.subspan(3)) {
    out = std::ranges::copy(group_of(bytes.first<3>()), out).out;
  }
  if (!bytes.empty()) {
    const auto group = group_of(bytes);
    std::ranges::copy(std::span(group).first(bytes.size() + 1), out);
  }
  return text;
}

Result<std::vector<std::byte>> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) {
    return fail(Code::invalid_input, "base64 text whose length is no multiple of four");
  }
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  std::vector<std::byte> bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char character : text.substr(0, text.size() - padding)) {
    const std::uint8_t value = kValues[static_cast<unsigned char>(character)];
    if (value == kNone) {
      return fail(Code::invalid_input, "a character that base64 does not have");
    }
    bits = (bits << 6U) | value;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<std::byte>((bits >> held) & 0xFFU));
    bits &= (1U << held) - 1;
  }
  if (bits != 0) return fail(Code::invalid_input, "base64 text with bits left over");
  return bytes;
}

std::string to_base64url(std::span<const std::byte> bytes) {
  std::string text = to_base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.resize(std::min(text.find('='), text.size()));
  return text;
}

Result<std::vector<std::byte>> from_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) {
    return fail(Code::invalid_input, "a character that base64url does not have");
  }
  std::string standard(text);
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return from_base64(standard);
}

}  // namespace menshen
