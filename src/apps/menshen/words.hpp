// The words that people read, in the two languages of the house.
#pragma once

#include <string>

#include "gate/reply.hpp"
#include "law_desk/words.hpp"

namespace menshen::app {

using law_desk::columns;
using law_desk::Language;
using law_desk::padded;
using law_desk::Words;
using law_desk::wrapped;

[[nodiscard]] inline const std::string& in(const gate::Bilingual& both, Language language) {
  return language == Language::zh ? both.zh : both.en;
}

[[nodiscard]] Words words_for(gate::Verdict verdict) noexcept;

}  // namespace menshen::app
