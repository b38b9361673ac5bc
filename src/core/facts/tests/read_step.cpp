#include "facts/tests/read_step.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "facts/tests/situation.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/starting_site.hpp"
#include "registry/words.hpp"

namespace menshen::facts {
namespace {

using plain_yaml::Node;
using plain_yaml::refuse;

Result<registry::Kind> kind_named(const Node& node) {
  std::vector<std::string_view> known;
  for (registry::Kind kind = 0; kind < registry::kKinds; ++kind) {
    if (registry::name_of(kind) == node.text) return kind;
    known.push_back(registry::name_of(kind));
  }
  return law_yaml::unknown_name(node, "record", node.text, known);
}

// A list of texts, or one.
Result<registry::Texts> texts_of(const Node& node) {
  if (node.kind == Node::Kind::text) return registry::Texts{node.text};
  if (node.kind != Node::Kind::list) return refuse(node, "expected a value, or a list of them");
  registry::Texts texts;
  for (const Node& child : node.children) texts.push_back(child.text);
  return texts;
}

Result<PutRecord> read_put(const Node& node) {
  MENSHEN_TRY(const Node* kind, plain_yaml::need(node, "record", Node::Kind::text));
  PutRecord put;
  MENSHEN_TRY(put.kind, kind_named(*kind));
  MENSHEN_TRY(put.id, plain_yaml::text(node, "id"));
  if (put.kind == registry::kKind<registry::Consent>) {
    return refuse(*kind, "an answer is written as `answer:`");
  }
  auto draft = registry::Draft::blank(put.kind, put.id);
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const std::string& key = node.keys[i];
    if (key == "record" || key == "id" || key == "on" || key == "not_taken") continue;
    MENSHEN_TRY(auto texts, texts_of(node.children[i]));
    if (const auto done = draft.set(key, texts); !done) {
      return refuse(node.children[i], done.error().what);
    }
    put.fields.emplace_back(key, std::move(texts));
  }
  return put;
}

Result<GiveAnswer> read_answer(const Node& node) {
  if (const auto known = plain_yaml::only_keys(
          node, {"answer", "of", "to", "by_guardian", "act", "language", "alternative_offered",
                 "came_unasked", "expires_on", "storage", "on", "not_taken"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  GiveAnswer answer;
  MENSHEN_TRY(answer.answer, plain_yaml::text(node, "answer"));
  MENSHEN_TRY(answer.subject, text_or(node, "of", kPerson));
  MENSHEN_TRY(answer.purpose, text_or(node, "to", registry::StartingSite().purpose));
  MENSHEN_TRY(answer.guardian, plain_yaml::optional_text(node, "by_guardian"));
  MENSHEN_TRY(answer.act, text_or(node, "act", registry::kPressed));
  MENSHEN_TRY(answer.language, text_or(node, "language", "zh-CN"));
  MENSHEN_TRY(answer.alternative_offered, flag_or(node, "alternative_offered", true));
  MENSHEN_TRY(answer.came_unasked, flag_or(node, "came_unasked", false));
  MENSHEN_TRY(answer.expires_on, maybe_day(node, "expires_on"));
  if (node.find("storage") != nullptr) {
    MENSHEN_TRY(answer.storage, flag_or(node, "storage", false));
  }
  return answer;
}

Result<WithdrawConsent> read_withdrawal(const Node& node) {
  if (const auto known = plain_yaml::only_keys(node, {"withdraw", "of", "on"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  WithdrawConsent withdrawal;
  MENSHEN_TRY(withdrawal.purpose, plain_yaml::text(node, "withdraw"));
  MENSHEN_TRY(withdrawal.subject, text_or(node, "of", kPerson));
  return withdrawal;
}

Result<Assess> read_assess(const Node& node) {
  if (const auto known = plain_yaml::only_keys(node, {"assess", "on"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  Assess assess;
  MENSHEN_TRY(assess.purpose, plain_yaml::text(node, "assess"));
  return assess;
}

}  // namespace

Result<std::string> text_or(const Node& map, std::string_view key, std::string_view otherwise) {
  MENSHEN_TRY(auto text, plain_yaml::optional_text(map, key));
  return text ? std::move(*text) : std::string(otherwise);
}

Result<bool> flag_or(const Node& map, std::string_view key, bool otherwise) {
  const Node* node = map.find(key);
  if (node == nullptr) return otherwise;
  return plain_yaml::boolean(*node);
}

Result<std::optional<CivilDate>> maybe_day(const Node& map, std::string_view key) {
  const Node* node = map.find(key);
  if (node == nullptr) return std::optional<CivilDate>();
  MENSHEN_TRY(const CivilDate day, plain_yaml::date(*node));
  return std::optional(day);
}

Result<Step> read_step(const Node& node) {
  Step step{.line = node.line};
  if (node.find("record") != nullptr) {
    MENSHEN_TRY(step.what, read_put(node));
  } else if (node.find("answer") != nullptr) {
    MENSHEN_TRY(step.what, read_answer(node));
  } else if (node.find("withdraw") != nullptr) {
    MENSHEN_TRY(step.what, read_withdrawal(node));
  } else if (node.find("assess") != nullptr) {
    MENSHEN_TRY(step.what, read_assess(node));
  } else {
    return refuse(node, "needs one of `record`, `answer`, `withdraw` and `assess`");
  }
  MENSHEN_TRY(step.on, maybe_day(node, "on"));
  MENSHEN_TRY(step.not_taken, plain_yaml::optional_text(node, "not_taken"));
  return step;
}

}  // namespace menshen::facts
