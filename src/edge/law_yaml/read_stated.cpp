#include "law_yaml/read_stated.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using catalogue::FactDefinition;
using catalogue::Type;
using catalogue::Value;
using plain_yaml::Node;
using plain_yaml::refuse;

Result<> check_word(const Node& node, const FactDefinition& fact) {
  if (node.kind != Node::Kind::text) return refuse(node, "expected a word");
  const std::vector<std::string_view> known(fact.values.begin(), fact.values.end());
  for (const std::string_view word : known) {
    if (word == node.text) return {};
  }
  return unknown_name(node, fmt::format("value of `{}`", fact.id), node.text, known);
}

Result<Value> read_set(const Node& node, const FactDefinition& fact) {
  if (node.kind != Node::Kind::list) {
    return refuse(node, fmt::format("`{}` needs a list", fact.id));
  }
  std::vector<std::string> words;
  for (const Node& child : node.children) {
    if (const auto known = check_word(child, fact); !known) {
      return tl::unexpected<Error>(known.error());
    }
    words.push_back(child.text);
  }
  return Value(std::move(words));
}

Result<const FactDefinition*> find(const Node& node, std::string_view id,
                                   const catalogue::Vocabulary& vocabulary) {
  const auto index = vocabulary.find_fact(id);
  if (!index) {
    std::vector<std::string_view> known;
    for (const FactDefinition& fact : vocabulary.facts()) known.push_back(fact.id);
    return unknown_name(node, "fact", id, known);
  }
  const FactDefinition& fact = vocabulary.facts()[*index];
  if (fact.stated_by == catalogue::StatedBy::derived) {
    return refuse(node, fmt::format("`{}` is derived by the law and cannot be stated", id));
  }
  return &fact;
}

Result<Statement> read_pair(std::string_view text, const catalogue::Vocabulary& vocabulary) {
  const auto sign = text.find('=');
  if (sign == std::string_view::npos) {
    return fail(Code::invalid_input, fmt::format("expected FACT=VALUE, not `{}`", text));
  }
  MENSHEN_TRY(const FactDefinition* fact,
              find(Node{.line = 1}, text.substr(0, sign), vocabulary));
  const std::string_view value = text.substr(sign + 1);
  if (value.empty()) {
    return fail(
        Code::invalid_input,
        fmt::format("`{0}` has no value; write `{0}=unknown` to take it back", fact->id));
  }
  if (value == "unknown") return Statement{.id = fact->id, .value = std::nullopt};
  MENSHEN_TRY(const Node node, plain_yaml::read_plain_yaml(value));
  MENSHEN_TRY(Value stated, read_value(node, *fact));
  return Statement{.id = fact->id, .value = std::move(stated)};
}

}  // namespace

Result<Value> read_value(const Node& node, const FactDefinition& fact) {
  if (fact.type == Type::set_of) return read_set(node, fact);
  if (node.kind != Node::Kind::text) {
    return refuse(node, fmt::format("`{}` needs one value", fact.id));
  }
  const auto needs = [&](std::string_view what) {
    return refuse(node, fmt::format("`{}` needs {}, not `{}`", fact.id, what, node.text));
  };
  switch (fact.type) {
    case Type::boolean: {
      const auto flag = plain_yaml::boolean(node);
      if (!flag) return needs("`true` or `false`");
      return Value(*flag);
    }
    case Type::integer: {
      const auto number = plain_yaml::whole_number(node);
      if (!number) return needs(fmt::format("a whole number ({})", fact.unit));
      return Value(*number);
    }
    case Type::date: {
      const auto day = plain_yaml::date(node);
      if (!day) return needs("a day of the calendar, as 2026-11-21");
      return Value(*day);
    }
    case Type::one_of:
    case Type::set_of: break;
  }
  if (const auto known = check_word(node, fact); !known) {
    return tl::unexpected<Error>(known.error());
  }
  return Value(node.text);
}

Result<std::vector<StatedFact>> read_stated(const Node& map,
                                            const catalogue::Vocabulary& vocabulary) {
  if (map.kind != Node::Kind::map) return refuse(map, "expected a mapping of facts");
  std::vector<StatedFact> stated;
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    const Node& node = map.children[i];
    const Node key{.line = map.key_lines[i]};
    MENSHEN_TRY(const FactDefinition* fact, find(key, map.keys[i], vocabulary));
    if (node.kind == Node::Kind::text && node.text == "unknown") continue;
    MENSHEN_TRY(Value value, read_value(node, *fact));
    stated.push_back({.id = fact->id, .value = std::move(value), .line = key.line});
  }
  return stated;
}

Result<std::vector<StatedFact>> read_stated_over(const std::vector<StatedFact>& given,
                                                 const Node* own,
                                                 const catalogue::Vocabulary& vocabulary) {
  if (own == nullptr) return given;
  MENSHEN_TRY(auto stated, read_stated(*own, vocabulary));
  std::vector<StatedFact> facts;
  for (const StatedFact& fact : given) {
    if (own->find(fact.id) == nullptr) facts.push_back(fact);
  }
  std::ranges::move(stated, std::back_inserter(facts));
  return facts;
}

Result<Statement> read_statement(std::string_view text,
                                 const catalogue::Vocabulary& vocabulary) {
  auto statement = read_pair(text, vocabulary);
  if (statement) return statement;
  // The line of a text without lines says nothing.
  constexpr std::string_view kLine = "line 1: ";
  const std::string& what = statement.error().what;
  const bool has_line = what.starts_with(kLine);
  return fail(statement.error().code, has_line ? what.substr(kLine.size()) : what);
}

}  // namespace menshen::law_yaml
