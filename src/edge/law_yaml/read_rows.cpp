#include "law_yaml/read_rows.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "catalogue/other_row.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using catalogue::Change;
using catalogue::OtherRow;
using catalogue::Topic;
using plain_yaml::Node;
using plain_yaml::refuse;

// The only field of the file, a list that is not empty.
Result<const Node*> only_list(const Node& root, std::string_view key) {
  if (const auto known = plain_yaml::only_keys(root, {key}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  MENSHEN_TRY(const Node* list, plain_yaml::need(root, key, Node::Kind::list));
  if (list->children.empty()) return refuse(*list, fmt::format("`{}` is empty", key));
  return list;
}

Result<OtherRow> read_other_row(const Node& node, std::string_view instrument) {
  using enum OtherRow::Place;
  if (const auto known = plain_yaml::only_keys(
          node, {"id", "place", "title", "article", "text", "text_confidence", "why"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  OtherRow row{.instrument = std::string(instrument)};
  MENSHEN_TRY(row.id, row_id(node, "id"));
  if (row.id.find('.') != std::string::npos) {
    return refuse(*node.find("id"), fmt::format("only a part of a row: `{}`", row.id));
  }
  MENSHEN_TRY(row.place, choice(node, "place", std::array{evidence, none, content, applied}));
  MENSHEN_TRY(row.title, bilingual(node, "title"));
  MENSHEN_TRY(row.article, bilingual(node, "article"));
  MENSHEN_TRY(row.text, bilingual(node, "text"));
  MENSHEN_TRY(row.confidence, confidence(node, "text_confidence"));
  MENSHEN_TRY(row.why, bilingual(node, "why"));
  return row;
}

Result<Topic> read_topic(const Node& node, std::string_view instrument) {
  using enum Change;
  if (const auto known = plain_yaml::only_keys(
          node, {"topic", "draft", "final", "draft_rows", "final_rows", "change"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  Topic topic{.instrument = std::string(instrument)};
  MENSHEN_TRY(topic.topic, bilingual(node, "topic"));
  MENSHEN_TRY(topic.draft, bilingual(node, "draft"));
  MENSHEN_TRY(topic.final, bilingual(node, "final"));
  MENSHEN_TRY(topic.draft_rows, plain_yaml::texts(node, "draft_rows"));
  MENSHEN_TRY(topic.final_rows, plain_yaml::texts(node, "final_rows"));
  MENSHEN_TRY(
      topic.change,
      choice(node, "change", std::array{kept, dropped, added, narrowed, widened, changed}));
  return topic;
}

Result<MatrixRow> read_matrix_row(const std::string& id, const Node& node) {
  using enum Enforceable;
  if (const auto known = plain_yaml::only_keys(node, {"enforceable", "confidence"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  MatrixRow row{.id = id};
  MENSHEN_TRY(row.enforceable, choice(node, "enforceable", std::array{yes, partly, no}));
  MENSHEN_TRY(row.confidence, confidence(node, "confidence"));
  return row;
}

}  // namespace

Result<std::vector<OtherRow>> read_other_rows(const Node& root, std::string_view instrument) {
  MENSHEN_TRY(const Node* list, only_list(root, "rows"));
  std::vector<OtherRow> rows;
  for (const Node& node : list->children) {
    MENSHEN_TRY(auto row, read_other_row(node, instrument));
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<std::vector<Topic>> read_compared(const Node& root, std::string_view instrument) {
  MENSHEN_TRY(const Node* list, only_list(root, "topics"));
  std::vector<Topic> topics;
  for (const Node& node : list->children) {
    MENSHEN_TRY(auto topic, read_topic(node, instrument));
    topics.push_back(std::move(topic));
  }
  return topics;
}

std::string_view name(Enforceable enforceable) noexcept {
  switch (enforceable) {
    case Enforceable::yes: return "yes";
    case Enforceable::partly: return "partly";
    case Enforceable::no: return "no";
  }
  return "unknown";
}

Result<std::vector<MatrixRow>> read_matrix(std::string_view text) {
  MENSHEN_TRY(const Node root, plain_yaml::read_plain_yaml(text));
  if (root.kind != Node::Kind::map) return refuse(root, "expected a mapping from instruments");
  std::vector<MatrixRow> rows;
  for (std::size_t i = 0; i < root.keys.size(); ++i) {
    const Node& group = root.children[i];
    if (group.kind != Node::Kind::map) return refuse(group, "expected a mapping from rows");
    for (std::size_t j = 0; j < group.keys.size(); ++j) {
      MENSHEN_TRY(auto row, read_matrix_row(group.keys[j], group.children[j]));
      row.instrument = root.keys[i];
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace menshen::law_yaml
