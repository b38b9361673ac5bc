#include "law_yaml/read_cases.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "law_yaml/read_stated.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using plain_yaml::Node;
using plain_yaml::refuse;

Result<std::string> read_action(const Node& node, const catalogue::Vocabulary& vocabulary) {
  MENSHEN_TRY(auto action, plain_yaml::text(node, "action"));
  if (vocabulary.find_act(action)) return action;
  std::vector<std::string_view> known;
  for (const auto& act : vocabulary.acts()) known.push_back(act.id);
  return unknown_name(*node.find("action"), "act", action, known);
}

Result<Case> read_case(const Node& node, const std::vector<StatedFact>& given,
                       const catalogue::Vocabulary& vocabulary) {
  using enum Verdict;
  if (const auto known =
          plain_yaml::only_keys(node, {"name", "on", "action", "facts", "verdict", "violated",
                                       "undetermined", "missing", "excepted"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Case one{.line = node.line};
  MENSHEN_TRY(one.name, plain_yaml::text(node, "name"));
  MENSHEN_TRY(one.on, day(node, "on"));
  MENSHEN_TRY(one.action, read_action(node, vocabulary));
  MENSHEN_TRY(one.facts, read_stated_over(given, node.find("facts"), vocabulary));
  MENSHEN_TRY(one.verdict,
              choice(node, "verdict", std::array{lawful, unlawful, Verdict::undetermined}));
  MENSHEN_TRY(one.violated, plain_yaml::texts(node, "violated"));
  MENSHEN_TRY(one.undetermined, plain_yaml::texts(node, "undetermined"));
  MENSHEN_TRY(one.missing, plain_yaml::texts(node, "missing"));
  MENSHEN_TRY(one.excepted, plain_yaml::texts(node, "excepted"));
  return one;
}

}  // namespace

std::string_view name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::lawful: return "lawful";
    case Verdict::unlawful: return "unlawful";
    case Verdict::undetermined: return "undetermined";
  }
  return "unknown";
}

Result<std::vector<Case>> read_cases(std::string_view text,
                                     const catalogue::Vocabulary& vocabulary) {
  MENSHEN_TRY(const Node root, plain_yaml::read_plain_yaml(text));
  if (const auto known = plain_yaml::only_keys(root, {"given", "cases"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  std::vector<StatedFact> given;
  if (const Node* node = root.find("given")) {
    MENSHEN_TRY(given, read_stated(*node, vocabulary));
  }
  MENSHEN_TRY(const Node* list, plain_yaml::need(root, "cases", Node::Kind::list));
  std::vector<Case> cases;
  for (const Node& node : list->children) {
    MENSHEN_TRY(auto one, read_case(node, given, vocabulary));
    cases.push_back(std::move(one));
  }
  return cases;
}

}  // namespace menshen::law_yaml
