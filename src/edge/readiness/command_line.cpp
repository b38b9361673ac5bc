#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "readiness/formats.hpp"
#include "readiness/report.hpp"
#include "record_form/labels.hpp"

namespace menshen::readiness {
namespace {

// Source: POSIX.1-2017, Shell Command Language, 2.2 Quoting.
std::string quoted(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
  const bool is_plain =
      !word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos;
  if (is_plain) return std::string(word);
  std::string text = "'";
  for (const char character : word) {
    if (character == '\'') {
      text += "'\\''";
    } else {
      text += character;
    }
  }
  return text + "'";
}

}  // namespace

std::vector<std::string> command_words(const Put& put, std::string_view state) {
  std::vector<std::string> words{"menshen", std::string(record_form::noun_of(put.kind)),
                                 "put",     put.id,
                                 "--state", std::string(state)};
  for (const Said& said : put.fields) {
    words.push_back(record_form::option_of(put.kind, said.field));
    words.push_back(said.value);
  }
  return words;
}

std::string command_line(const Put& put, std::string_view state) {
  std::vector<std::string> words = command_words(put, state);
  std::ranges::transform(words, words.begin(), quoted);
  return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace menshen::readiness
