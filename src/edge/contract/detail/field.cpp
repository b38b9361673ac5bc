#include "contract/detail/field.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace menshen::contract::detail {
namespace {

constexpr std::string_view kBlank = " \t";

void skip_blanks(std::string_view& text) {
  const auto first = text.find_first_not_of(kBlank);
  text.remove_prefix(first == std::string_view::npos ? text.size() : first);
}

// Of a token (RFC 9110, section 5.6.2), and the slash of a media type.
bool is_token_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~/").find(c) != std::string_view::npos;
}

std::string take_token(std::string_view& text) {
  const auto* const end = std::ranges::find_if_not(text, is_token_character);
  const auto size = static_cast<std::size_t>(end - text.begin());
  std::string token(text.substr(0, size));
  text.remove_prefix(size);
  return token;
}

// Behind its opening quote. Browsers write a quote in it as `%22` and escape nothing, others
// write `\"`; a backslash before anything else stands for itself.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string value;
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"') return value;
    if (c == '\\' && text.starts_with('"')) {
      value += '"';
      text.remove_prefix(1);
    } else {
      value += c;
    }
  }
  return std::nullopt;
}

std::optional<std::pair<std::string, std::string>> take_parameter(std::string_view& text) {
  skip_blanks(text);
  std::string name = lower(take_token(text));
  if (name.empty() || !text.starts_with('=')) return std::nullopt;
  text.remove_prefix(1);
  if (!text.starts_with('"')) {
    std::string value = take_token(text);
    if (value.empty()) return std::nullopt;
    return std::pair(std::move(name), std::move(value));
  }
  text.remove_prefix(1);
  auto value = take_quoted(text);
  if (!value) return std::nullopt;
  return std::pair(std::move(name), std::move(*value));
}

}  // namespace

const std::string* Field::parameter(std::string_view name) const noexcept {
  const auto found =
      std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
  return found == parameters.end() ? nullptr : &found->second;
}

std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return small;
}

std::optional<Field> parse_field(std::string_view text) {
  skip_blanks(text);
  Field field{.value = lower(take_token(text)), .parameters = {}};
  if (field.value.empty()) return std::nullopt;
  skip_blanks(text);
  while (!text.empty()) {
    if (!text.starts_with(';')) return std::nullopt;
    text.remove_prefix(1);
    auto parameter = take_parameter(text);
    if (!parameter || field.parameter(parameter->first) != nullptr) return std::nullopt;
    field.parameters.push_back(std::move(*parameter));
    skip_blanks(text);
  }
  return field;
}

}  // namespace menshen::contract::detail
