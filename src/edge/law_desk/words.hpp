// Words in the two languages of the house, and how text fits a terminal.
#pragma once

#include <string>
#include <string_view>

#include "catalogue/vocabulary.hpp"

namespace menshen::law_desk {

enum class Language { zh, en };

// One thing said in both languages; views of text that lives as long as the program.
struct Words {
  std::string_view zh;
  std::string_view en;

  [[nodiscard]] std::string_view in(Language language) const {
    return language == Language::zh ? zh : en;
  }
};

[[nodiscard]] inline const std::string& in(const catalogue::Bilingual& both,
                                           Language language) {
  return language == Language::zh ? both.zh : both.en;
}

// How many columns a terminal gives to UTF-8 text: two for a Chinese character or full-width
// sign, one for any other.
[[nodiscard]] int columns(std::string_view text);

// `text` with spaces behind it up to `width` columns.
[[nodiscard]] std::string padded(std::string_view text, int width);

// `text` in lines of at most `width` columns, each but the first behind `margin`. It breaks at
// spaces and between Chinese characters, but not before a closing sign nor behind an opening
// one; what has no place to break runs over. Line breaks in `text` count as spaces.
[[nodiscard]] std::string wrapped(std::string_view text, int width, std::string_view margin);

// The same for a terminal of 80 columns: every line behind `margin` spaces, the last one ended.
[[nodiscard]] std::string paragraph(std::string_view text, int margin);

}  // namespace menshen::law_desk
