// What the fuzz targets of the law's readers share: a small vocabulary with a fact of every
// type, and what every reader owes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::fuzz {

inline const catalogue::Vocabulary& law_words() {
  using catalogue::Type;
  const auto fact = [](std::string id, Type type, std::vector<std::string> values = {}) {
    return catalogue::FactDefinition{.id = std::move(id),
                                     .type = type,
                                     .unit = type == Type::integer ? "days" : "",
                                     .values = std::move(values),
                                     .question = {.zh = "?", .en = "?"},
                                     .source = "s"};
  };
  static const auto words = [&] {
    auto derived = fact("f", Type::boolean);
    derived.stated_by = catalogue::StatedBy::derived;
    return catalogue::Vocabulary::make(
               {fact("a", Type::boolean), fact("b", Type::integer), fact("c", Type::date),
                fact("d", Type::one_of, {"x", "y"}), fact("e", Type::set_of, {"x", "y"}),
                derived},
               {{.id = "verify", .title = {}}, {.id = "enroll", .title = {}}})
        .value();
  }();
  return words;
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// A refusal says why.
template <typename T>
const Result<T>& reasoned(const Result<T>& result) {
  MENSHEN_ASSERT(result || !result.error().what.empty());
  return result;
}

// Reads the bytes as plain YAML, and what is, by `read`.
template <typename Read>
int over_yaml(const std::uint8_t* data, std::size_t size, const Read& read) {
  const auto root = reasoned(plain_yaml::read_plain_yaml(text_of(data, size)));
  if (root) read(*root);
  return 0;
}

}  // namespace menshen::fuzz
