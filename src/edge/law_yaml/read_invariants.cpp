#include "law_yaml/read_invariants.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "law_yaml/detail/read_condition.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "law_yaml/read_stated.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using plain_yaml::Node;
using plain_yaml::refuse;

Result<Invariant> read_invariant(const Node& node, const catalogue::Catalogue& law) {
  if (const auto known =
          plain_yaml::only_keys(node, {"claim", "acts", "never_permitted_when", "held_by"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Invariant invariant{.line = node.line};
  MENSHEN_TRY(invariant.claim, bilingual(node, "claim"));
  MENSHEN_TRY(invariant.acts, acts_of(node, law.vocabulary()));
  const Node* when = node.find("never_permitted_when");
  if (when == nullptr || invariant.acts.empty()) {
    return refuse(node, "a claim needs `acts` and `never_permitted_when`");
  }
  MENSHEN_TRY(
      invariant.never_permitted_when,
      read_condition(*when, {.vocabulary = law.vocabulary(), .parameters = law.parameters()}));
  MENSHEN_TRY(invariant.held_by, plain_yaml::texts(node, "held_by"));
  for (const std::string& id : invariant.held_by) {
    if (law.find(id) != nullptr) continue;
    std::vector<std::string_view> known;
    for (const catalogue::Provision& one : law.provisions()) known.push_back(one.id);
    return unknown_name(*node.find("held_by"), "provision", id, known);
  }
  if (invariant.held_by.empty()) return refuse(node, "a claim that nothing holds");
  return invariant;
}

}  // namespace

Result<Invariants> read_invariants(std::string_view text, const catalogue::Catalogue& law) {
  MENSHEN_TRY(const Node root, plain_yaml::read_plain_yaml(text));
  if (const auto known = plain_yaml::only_keys(root, {"given", "safeguards", "claims"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Invariants invariants;
  if (const Node* given = root.find("given")) {
    MENSHEN_TRY(invariants.given, read_condition(*given, {.vocabulary = law.vocabulary(),
                                                          .parameters = law.parameters()}));
  }
  MENSHEN_TRY(const Node* safeguards, plain_yaml::need(root, "safeguards", Node::Kind::map));
  MENSHEN_TRY(invariants.safeguards, read_stated(*safeguards, law.vocabulary()));
  MENSHEN_TRY(const Node* list, plain_yaml::need(root, "claims", Node::Kind::list));
  for (const Node& node : list->children) {
    MENSHEN_TRY(auto one, read_invariant(node, law));
    invariants.claims.push_back(std::move(one));
  }
  return invariants;
}

}  // namespace menshen::law_yaml
