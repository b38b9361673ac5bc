// The few questions with which a site begins: answered by a person one after another, or in a
// file. What nobody answers stays unknown.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/words.hpp"
#include "registry/starting_site.hpp"

namespace menshen::questionnaire {

using law_desk::Language;
using law_desk::Words;

enum class Form : std::uint8_t {
  id,      // of a record; in a file only, for it has a good one already
  text,    // a line
  word,    // one of the law's words for `fact`
  number,  // whole, from 0
  yes_no,  // a fact; `no` is as good an answer
  check,   // whether several things were all found in order; `no` says of none which it was
};

struct Question {
  std::string_view key;  // in a file
  Form form = Form::text;
  std::string_view fact;       // of law/facts, whose words, and else whose question it is
  std::string_view otherwise;  // what whoever presses Enter answers; empty: unknown
  Words words;                 // empty: the fact's own question
};

[[nodiscard]] std::span<const Question> questions() noexcept;

// A site of which nothing is said.
[[nodiscard]] registry::StartingSite blank_site();

// The question as it is put.
[[nodiscard]] std::string text_of(const Question& question, const catalogue::Vocabulary& words,
                                  Language language);

// The answers it has; empty where any line, or any number, is one.
[[nodiscard]] std::vector<std::string> choices_of(const Question& question,
                                                  const catalogue::Vocabulary& words);

// Writes the answer down. `unknown` is an answer to everything. Errors: invalid_input, with
// what is expected.
[[nodiscard]] Result<> take(const Question& question, std::string_view answer,
                            const catalogue::Vocabulary& words, registry::StartingSite& site);

inline constexpr std::size_t kAnswersBytesMax = 65'536;

// Plain YAML, `key: answer` a line. Errors: invalid_input, with the line, for a key that is no
// question (the nearest is offered) and an answer that is none.
[[nodiscard]] Result<registry::StartingSite> read_answers(std::string_view yaml,
                                                          const catalogue::Vocabulary& words);

// Whom it asks.
struct Person {
  std::function<std::optional<std::string>()> read_line;  // none: nobody is there any more
  std::function<void(std::string_view)> print;
};

// Asks until every question has an answer; what is none is asked again. Errors: invalid_input
// when the person went before the last question.
[[nodiscard]] Result<registry::StartingSite> ask(const Person& person, Language language,
                                                 const catalogue::Vocabulary& words);

}  // namespace menshen::questionnaire
