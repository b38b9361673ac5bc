#include "law_desk/words.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace menshen::law_desk {
namespace {

constexpr int kWidth = 80;

// Bytes of the UTF-8 character that begins with `first`.
std::size_t bytes_of(char first) {
  const auto value = static_cast<unsigned char>(first);
  if (value >= 0xF0U) return 4;
  if (value >= 0xE0U) return 3;
  return value >= 0xC0U ? 2 : 1;
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

std::string wrapped(std::string_view text, int margin) {
  const std::string indent(static_cast<std::size_t>(margin), ' ');
  std::string out = indent;
  int used = margin;
  std::size_t last_space = std::string::npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view letter = text.substr(at, bytes_of(text[at]));
    at += letter.size();
    if (used + columns(letter) > kWidth) {
      if (letter != " " && columns(letter) == 1 && last_space != std::string::npos) {
        const std::string tail = out.substr(last_space + 1);
        out.resize(last_space);
        out += "\n" + indent + tail;
        used = margin + columns(tail);
      } else {
        out += "\n" + indent;
        used = margin;
      }
      last_space = std::string::npos;
      if (letter == " ") continue;
    }
    if (letter == " ") last_space = out.size();
    out += letter;
    used += columns(letter);
  }
  return out + "\n";
}

}  // namespace menshen::law_desk
