// What kinds and fields of records are called for people, and which fact of the law a field
// answers.
#pragma once

#include <string>
#include <string_view>

#include "law_desk/words.hpp"
#include "registry/registry.hpp"

namespace menshen::record_form {

using law_desk::Language;
using law_desk::Words;

// `Device`, 设备. Empty of what is no kind.
[[nodiscard]] Words words_for(registry::Kind kind) noexcept;

// As the command line calls it: `org`, `device`.
[[nodiscard]] std::string_view noun_of(registry::Kind kind) noexcept;

// `--place-class` of the field `place_class`; `--filing-state` of a filing's `state`, because
// every command has `--state` of its own.
[[nodiscard]] std::string option_of(registry::Kind kind, std::string_view field);

struct Label {
  Words words;
  // Id of the fact whose question the field answers, and whose words it may hold; empty when
  // the law has none.
  std::string_view fact;
};

// Of a field by its name; empty of what is no field. Where there is a fact the law's question
// says more than the words.
[[nodiscard]] Label label_of(registry::Kind kind, std::string_view field) noexcept;

}  // namespace menshen::record_form
