// The words that people read, in the two languages of the house.
#pragma once

#include <string>
#include <string_view>

#include "gate/reply.hpp"

namespace menshen::app {

enum class Language { zh, en };

// One thing said in both languages; views of text that lives as long as the program.
struct Words {
  std::string_view zh;
  std::string_view en;

  [[nodiscard]] std::string_view in(Language language) const {
    return language == Language::zh ? zh : en;
  }
};

[[nodiscard]] inline const std::string& in(const gate::Bilingual& both, Language language) {
  return language == Language::zh ? both.zh : both.en;
}

[[nodiscard]] Words words_for(gate::Verdict verdict) noexcept;

// How many columns a terminal gives to UTF-8 text: two for a Chinese character or full-width
// sign, one for any other.
[[nodiscard]] int columns(std::string_view text);

// `text` with spaces behind it up to `width` columns.
[[nodiscard]] std::string padded(std::string_view text, int width);

// `text` in lines of at most `width` columns, each but the first behind `margin`. It breaks at
// spaces and between Chinese characters, but not before a closing sign nor behind an opening
// one; what has no place to break runs over. Line breaks in `text` count as spaces.
[[nodiscard]] std::string wrapped(std::string_view text, int width, std::string_view margin);

}  // namespace menshen::app
