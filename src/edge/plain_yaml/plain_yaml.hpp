// Plain YAML: the small part of YAML in which a file says one thing to all readers. Law,
// model manifests and configuration are written in it.
//
// Mappings, lists and text. Every scalar is text until a field reads it as a date or a
// number (fields.hpp), so `no` is never false. Refused:
// anchors, aliases, tags, a key given twice, a second document, more than kDepthMax
// levels, kKeysMax keys of one mapping or kBytesMax bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace menshen::plain_yaml {

inline constexpr std::size_t kBytesMax = 1U << 20U;
inline constexpr int kDepthMax = 16;
inline constexpr std::size_t kKeysMax = 4096;  // each is compared with those before it

struct Node {
  enum class Kind { text, list, map };

  Kind kind = Kind::text;
  std::size_t line = 0;  // from 1
  std::string text;
  std::vector<std::string> keys;       // of a map, in the order of the file
  std::vector<std::size_t> key_lines;  // beside the keys
  std::vector<Node> children;          // of a list, or of a map beside its keys
  std::string source = {};             // of what stands in no line of the text: what it is from

  // The child of that name; null when there is none.
  [[nodiscard]] const Node* find(std::string_view key) const noexcept;
};

// Errors: invalid_input, with the line; exhausted.
[[nodiscard]] Result<Node> read_plain_yaml(std::string_view text);

}  // namespace menshen::plain_yaml
