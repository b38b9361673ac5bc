#include "ledger/detail/note_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/utf8.hpp"
#include "ledger/note.hpp"

namespace menshen::ledger {
namespace {

bool is_space(char32_t character) noexcept {
  constexpr std::array<char32_t, 9> kSpaces{' ',    0x85,   0xA0,   0x1680, 0x2028,
                                            0x2029, 0x202F, 0x205F, 0x3000};
  return std::ranges::find(kSpaces, character) != kSpaces.end() ||
         (character >= 0x2000 && character <= 0x200A);
}

template <typename Accept>
bool consists_of(std::string_view text, Accept accept) noexcept {
  while (!text.empty()) {
    const auto character = take_character(text);
    if (!character || !accept(*character)) return false;
  }
  return true;
}

}  // namespace

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
