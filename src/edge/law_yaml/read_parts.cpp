#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/detail/read_parts.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {

using plain_yaml::Node;

namespace {

bool is_part_of_an_id(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         c == '-' || c == '.' || c == '_';
}

}  // namespace

Result<std::string> row_id(const Node& map, std::string_view key) {
  MENSHEN_TRY(auto id, plain_yaml::text(map, key));
  const bool is_a_row = id.front() >= 'A' && id.front() <= 'Z' &&
                        std::ranges::all_of(id, is_part_of_an_id) &&
                        id.find('-') != std::string::npos;
  if (is_a_row) return id;
  return plain_yaml::refuse(*map.find(key), fmt::format("not a row of the matrix: `{}`", id));
}

Result<catalogue::Bilingual> bilingual(const Node& map, std::string_view key) {
  MENSHEN_TRY(const Node* field, plain_yaml::need(map, key, Node::Kind::map));
  if (const auto known = plain_yaml::only_keys(*field, {"zh", "en"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  MENSHEN_TRY(auto zh, plain_yaml::text(*field, "zh"));
  MENSHEN_TRY(auto en, plain_yaml::text(*field, "en"));
  return catalogue::Bilingual{.zh = std::move(zh), .en = std::move(en)};
}

Result<CivilDate> day(const Node& map, std::string_view key) {
  MENSHEN_TRY(const Node* field, plain_yaml::need(map, key, Node::Kind::text));
  return plain_yaml::date(*field);
}

Result<catalogue::InForce> in_force(const Node& map, std::string_view key) {
  MENSHEN_TRY(const Node* field, plain_yaml::need(map, key, Node::Kind::map));
  if (const auto known =
          plain_yaml::only_keys(*field, {"from", "until", "source", "still_valid_on"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  MENSHEN_TRY(const CivilDate from, day(*field, "from"));
  std::optional<CivilDate> until;
  if (field->find("until") != nullptr) {
    MENSHEN_TRY(until, day(*field, "until"));
  }
  MENSHEN_TRY(auto source, plain_yaml::text(*field, "source"));
  MENSHEN_TRY(const CivilDate checked, day(*field, "still_valid_on"));
  return catalogue::InForce{
      .from = from, .until = until, .source = std::move(source), .still_valid_on = checked};
}

Result<catalogue::InForce> proposed(const Node& map, std::string_view key) {
  MENSHEN_TRY(const Node* field, plain_yaml::need(map, key, Node::Kind::map));
  if (const auto known = plain_yaml::only_keys(*field, {"on", "source", "still_valid_on"});
      !known) {
    return tl::unexpected<Error>(known.error());
  }
  catalogue::InForce days;
  MENSHEN_TRY(days.from, day(*field, "on"));
  MENSHEN_TRY(days.source, plain_yaml::text(*field, "source"));
  MENSHEN_TRY(days.still_valid_on, day(*field, "still_valid_on"));
  return days;
}

Result<catalogue::InForce> days(const Node& map, bool is_draft) {
  const Node* wrong = map.find(is_draft ? "in_force" : "proposed");
  if (wrong != nullptr) {
    return plain_yaml::refuse(*wrong, is_draft ? "a draft is never `in_force`: it is `proposed`"
                                               : "only a draft is `proposed`");
  }
  return is_draft ? proposed(map, "proposed") : in_force(map, "in_force");
}

Result<catalogue::ReviewState> review(const Node& map, std::string_view key) {
  using enum catalogue::ReviewState;
  MENSHEN_TRY(const Node* field, plain_yaml::need(map, key, Node::Kind::map));
  if (const auto known = plain_yaml::only_keys(*field, {"state"}); !known) {
    return tl::unexpected<Error>(known.error());
  }
  return choice(*field, "state", std::array{example, transcribed, checked_by_two, withdrawn});
}

Result<catalogue::Confidence> confidence(const Node& map, std::string_view key) {
  using enum catalogue::Confidence;
  return choice(map, key, std::array{a, b, c});
}

tl::unexpected<Error> unknown_name(const Node& node, std::string_view what,
                                   std::string_view wrong,
                                   std::span<const std::string_view> known) {
  const auto near = nearest(wrong, known);
  return plain_yaml::refuse(
      node, near.empty()
                ? fmt::format("unknown {} `{}`", what, wrong)
                : fmt::format("unknown {} `{}`; did you mean `{}`?", what, wrong, near));
}

Result<std::vector<catalogue::ActIndex>> acts_of(const plain_yaml::Node& map,
                                                 const catalogue::Vocabulary& vocabulary) {
  std::vector<catalogue::ActIndex> acts;
  const plain_yaml::Node* field = map.find("acts");
  if (field == nullptr) return acts;
  const auto count = static_cast<catalogue::ActIndex>(vocabulary.acts().size());
  if (field->kind == plain_yaml::Node::Kind::text && field->text == "all") {
    for (catalogue::ActIndex act = 0; act < count; ++act) acts.push_back(act);
    return acts;
  }
  if (field->kind != plain_yaml::Node::Kind::list) {
    return plain_yaml::refuse(*field, "expected `all` or a list");
  }
  for (const plain_yaml::Node& node : field->children) {
    const auto act = vocabulary.find_act(node.text);
    if (!act) {
      std::vector<std::string_view> known;
      for (const auto& one : vocabulary.acts()) known.push_back(one.id);
      return unknown_name(node, "act", node.text, known);
    }
    acts.push_back(*act);
  }
  std::ranges::sort(acts);
  if (std::ranges::adjacent_find(acts) != acts.end()) {
    return plain_yaml::refuse(*field, "an act twice");
  }
  return acts;
}

}  // namespace menshen::law_yaml
