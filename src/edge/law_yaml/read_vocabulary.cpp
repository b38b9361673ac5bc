#include "law_yaml/read_vocabulary.hpp"

#include <array>
#include <cstddef>
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
using catalogue::StatedBy;
using catalogue::Type;
using plain_yaml::Node;
using plain_yaml::refuse;

Result<std::string> read_unit(const Node& node, Type type) {
  MENSHEN_TRY(auto unit, plain_yaml::optional_text(node, "unit"));
  if (unit.has_value() == (type == Type::integer)) return unit.value_or("");
  return refuse(node, "a whole number, and nothing else, needs a `unit`");
}

Result<FactDefinition> read_fact(const std::string& id, const Node& node) {
  using enum Type;
  if (const auto known = plain_yaml::only_keys(
          node, {"type", "unit", "values", "question", "stated_by", "source"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  FactDefinition fact{.id = id};
  MENSHEN_TRY(fact.type,
              choice(node, "type", std::array{boolean, integer, date, one_of, set_of}));
  MENSHEN_TRY(fact.unit, read_unit(node, fact.type));
  MENSHEN_TRY(fact.values, plain_yaml::texts(node, "values"));
  MENSHEN_TRY(fact.question, bilingual(node, "question"));
  MENSHEN_TRY(fact.stated_by,
              choice(node, "stated_by",
                     std::array{StatedBy::record, StatedBy::caller, StatedBy::derived}));
  MENSHEN_TRY(fact.source, plain_yaml::text(node, "source"));
  return fact;
}

Result<Node> read_map(std::string_view text) {
  MENSHEN_TRY(Node root, plain_yaml::read_plain_yaml(text));
  if (root.kind != Node::Kind::map) return refuse(root, "expected a mapping from names");
  return root;
}

}  // namespace

Result<std::vector<FactDefinition>> read_facts(std::string_view text, std::string_view topic) {
  MENSHEN_TRY(const Node root, read_map(text));
  std::vector<FactDefinition> facts;
  for (std::size_t i = 0; i < root.keys.size(); ++i) {
    const std::string_view id = root.keys[i];
    const std::string_view first_word = id.substr(0, id.find('.'));
    if (first_word != topic) {
      return refuse(root.children[i],
                    fmt::format("`{}` belongs into facts/{}.yaml", id, first_word));
    }
    MENSHEN_TRY(auto fact, read_fact(root.keys[i], root.children[i]));
    facts.push_back(std::move(fact));
  }
  return facts;
}

Result<std::vector<catalogue::ActDefinition>> read_acts(std::string_view text) {
  MENSHEN_TRY(const Node root, read_map(text));
  std::vector<catalogue::ActDefinition> acts;
  for (std::size_t i = 0; i < root.keys.size(); ++i) {
    MENSHEN_TRY(auto title, bilingual(root, root.keys[i]));
    acts.push_back({.id = root.keys[i], .title = std::move(title)});
  }
  return acts;
}

}  // namespace menshen::law_yaml
