#include "ledger/detail/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ledger/note.hpp"

namespace menshen::ledger {
namespace {

constexpr char32_t kNone = 0xFFFF'FFFF;

// Of a character with this first byte; 0 when there is none.
std::size_t length_by(std::uint32_t first) noexcept {
  if (first < 0x80) return 1;
  if (first < 0xC2) return 0;
  if (first < 0xE0) return 2;
  if (first < 0xF0) return 3;
  return first <= 0xF4 ? 4 : 0;
}

// Takes the first character off the text; kNone when it is not well formed.
char32_t next(std::string_view& text) noexcept {
  const auto byte = [&text](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t first = byte(0);
  const std::size_t length = length_by(first);
  if (length == 0 || text.size() < length) return kNone;
  std::uint32_t value = length == 1 ? first : first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return kNone;
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x1'0000};
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kLeast.at(length) || is_surrogate || value > 0x10'FFFF) return kNone;
  text.remove_prefix(length);
  return value;
}

bool is_space(char32_t character) noexcept {
  constexpr std::array<char32_t, 9> kSpaces{' ',    0x85,   0xA0,   0x1680, 0x2028,
                                            0x2029, 0x202F, 0x205F, 0x3000};
  return std::ranges::find(kSpaces, character) != kSpaces.end() ||
         (character >= 0x2000 && character <= 0x200A);
}

template <typename Accept>
bool consists_of(std::string_view text, Accept accept) noexcept {
  while (!text.empty()) {
    const char32_t character = next(text);
    if (character == kNone || !accept(character)) return false;
  }
  return true;
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
  return consists_of(text, [](char32_t) { return true; });
}

bool is_note_text(std::string_view text) noexcept {
  return consists_of(text,
                     [](char32_t character) { return character >= ' ' || character == '\n'; });
}

bool is_key_name(std::string_view name) noexcept {
  return !name.empty() && consists_of(name, [](char32_t character) {
    return character >= ' ' && character != '+' && !is_space(character);
  });
}

}  // namespace menshen::ledger
