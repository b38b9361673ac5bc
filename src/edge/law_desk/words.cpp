#include "law_desk/words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace menshen::law_desk {
namespace {

constexpr int kTerminalColumns = 80;

std::string_view first_character(std::string_view text) {
  std::size_t size = 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
    ++size;
  }
  return text.substr(0, size);
}

bool is_space(char c) { return c == ' ' || c == '\n'; }

template <std::size_t N>
bool is_one_of(std::string_view character, const std::array<std::string_view, N>& signs) {
  return std::ranges::find(signs, character) != signs.end();
}

bool closes(std::string_view character) {
  static constexpr std::array<std::string_view, 13> signs = {
      "，", "。", "；", "：", "、", "？", "！", "）", "》", "」", "”", "’", "…"};
  return is_one_of(character, signs);
}

bool opens(std::string_view character) {
  static constexpr std::array<std::string_view, 5> signs = {"（", "《", "「", "“", "‘"};
  return is_one_of(character, signs);
}

// The first piece of `text`, which begins with no space, that no line break may part.
std::string_view first_piece(std::string_view text) {
  std::size_t size = 0;
  for (;;) {
    const std::string_view here = first_character(text.substr(size));
    size += here.size();
    if (size == text.size() || is_space(text[size])) break;
    const std::string_view next = first_character(text.substr(size));
    const bool is_wide = columns(here) > 1 || columns(next) > 1;
    if (is_wide && !closes(next) && !opens(here)) break;
  }
  return text.substr(0, size);
}

}  // namespace

int columns(std::string_view text) {
  int count = 0;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    if ((value & 0xC0U) == 0x80U) continue;  // the rest of a character
    // From U+2E80, where Chinese begins, UTF-8 starts with E2 BA or higher; the few signs of
    // E2 below it (dashes, quotation marks) are narrow.
    count += value >= 0xE3U ? 2 : 1;
  }
  return count;
}

std::string padded(std::string_view text, int width) {
  std::string out(text);
  const int missing = width - columns(text);
  if (missing > 0) out.append(static_cast<std::size_t>(missing), ' ');
  return out;
}

std::string wrapped(std::string_view text, int width, std::string_view margin) {
  std::string out;
  int column = 0;
  while (!text.empty()) {
    const bool has_space = is_space(text.front());
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    if (text.empty()) break;
    const std::string_view piece = first_piece(text);
    const int space = has_space && column > 0 ? 1 : 0;
    if (column > 0 && column + space + columns(piece) > width) {
      out += '\n';
      out += margin;
      column = 0;
    } else if (space > 0) {
      out += ' ';
      ++column;
    }
    out += piece;
    column += columns(piece);
    text.remove_prefix(piece.size());
  }
  return out;
}

std::string paragraph(std::string_view text, int margin) {
  const std::string indent(static_cast<std::size_t>(margin), ' ');
  return indent + wrapped(text, kTerminalColumns - margin, indent) + "\n";
}

}  // namespace menshen::law_desk
