#include "plain_yaml/fields.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::plain_yaml {
namespace {

std::string_view name(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::text: return "text";
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a mapping";
  }
  return "unknown";
}

template <typename Number>
bool read_number(std::string_view text, Number& out) {
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, out);
  return failure == std::errc{} && stop == end;
}

}  // namespace

tl::unexpected<Error> refuse(const Node& node, std::string_view what) {
  return fail(Code::invalid_input, node.source.empty()
                                       ? fmt::format("line {}: {}", node.line, what)
                                       : fmt::format("{}: {}", node.source, what));
}

Result<> only_keys(const Node& node, std::initializer_list<std::string_view> allowed) {
  if (node.kind != Node::Kind::map) {
    return refuse(node, fmt::format("expected a mapping, found {}", name(node.kind)));
  }
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    if (std::ranges::find(allowed, node.keys[i]) != allowed.end()) continue;
    const auto near = nearest(node.keys[i], {allowed.begin(), allowed.size()});
    const Node key{.line = node.key_lines[i]};
    return refuse(key, near.empty() ? fmt::format("unknown field `{}`", node.keys[i])
                                    : fmt::format("unknown field `{}`; did you mean `{}`?",
                                                  node.keys[i], near));
  }
  return {};
}

Result<const Node*> need(const Node& map, std::string_view key, Node::Kind kind) {
  const Node* field = map.find(key);
  if (field == nullptr) return refuse(map, fmt::format("needs `{}`", key));
  if (field->kind != kind) {
    return refuse(*field,
                  fmt::format("`{}` must be {}, not {}", key, name(kind), name(field->kind)));
  }
  return field;
}

Result<std::string> text(const Node& map, std::string_view key) {
  MENSHEN_TRY(const Node* field, need(map, key, Node::Kind::text));
  if (field->text.empty()) return refuse(*field, fmt::format("`{}` is empty", key));
  return field->text;
}

Result<std::optional<std::string>> optional_text(const Node& map, std::string_view key) {
  if (map.find(key) == nullptr) return std::nullopt;
  MENSHEN_TRY(auto value, text(map, key));
  return std::optional(std::move(value));
}

Result<std::vector<std::string>> texts(const Node& map, std::string_view key) {
  std::vector<std::string> values;
  if (map.find(key) == nullptr) return values;
  MENSHEN_TRY(const Node* list, need(map, key, Node::Kind::list));
  for (const Node& item : list->children) {
    if (item.kind != Node::Kind::text || item.text.empty()) {
      return refuse(item, fmt::format("`{}` holds texts, none of them empty", key));
    }
    values.push_back(item.text);
  }
  return values;
}

Result<std::int64_t> whole_number(const Node& node) {
  std::int64_t number = 0;
  if (node.kind != Node::Kind::text || !read_number(node.text, number)) {
    return refuse(node, fmt::format("not a whole number: `{}`", node.text));
  }
  return number;
}

Result<double> decimal_number(const Node& node) {
  double number = 0.0;
  if (node.kind != Node::Kind::text || !read_number(node.text, number) ||
      !std::isfinite(number)) {
    return refuse(node, fmt::format("not a number: `{}`", node.text));
  }
  return number;
}

Result<bool> boolean(const Node& node) {
  if (node.kind == Node::Kind::text && node.text == "true") return true;
  if (node.kind == Node::Kind::text && node.text == "false") return false;
  return refuse(node, fmt::format("not `true` or `false`: `{}`", node.text));
}

Result<CivilDate> date(const Node& node) {
  const auto day = parse_civil_date(node.text);
  if (node.kind != Node::Kind::text || !day) {
    return refuse(node, fmt::format("not a calendar date: `{}`", node.text));
  }
  return *day;
}

}  // namespace menshen::plain_yaml
