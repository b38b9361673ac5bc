// The pieces that several kinds of law file share.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "plain_yaml/fields.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {

// `M25-13-4` or `M25-13-4.private_space`. Errors: invalid_input, with the line; so below.
[[nodiscard]] Result<std::string> row_id(const plain_yaml::Node& map, std::string_view key);

// `{zh: ..., en: ...}`, both needed.
[[nodiscard]] Result<catalogue::Bilingual> bilingual(const plain_yaml::Node& map,
                                                     std::string_view key);

// `{from, until?, source, still_valid_on}`.
[[nodiscard]] Result<catalogue::InForce> in_force(const plain_yaml::Node& map,
                                                  std::string_view key);

// `{on, source, still_valid_on}`, of a draft: in force from no day, proposed `on` one.
[[nodiscard]] Result<catalogue::InForce> proposed(const plain_yaml::Node& map,
                                                  std::string_view key);

// `in_force`, or for a draft `proposed`, and not the other.
[[nodiscard]] Result<catalogue::InForce> days(const plain_yaml::Node& map, bool is_draft);

[[nodiscard]] Result<CivilDate> day(const plain_yaml::Node& map, std::string_view key);

// `{state: transcribed}`.
[[nodiscard]] Result<catalogue::ReviewState> review(const plain_yaml::Node& map,
                                                    std::string_view key);

[[nodiscard]] Result<catalogue::Confidence> confidence(const plain_yaml::Node& map,
                                                       std::string_view key);

// A refusal that offers the nearest of `known`, if there is one near enough.
[[nodiscard]] tl::unexpected<Error> unknown_name(const plain_yaml::Node& node,
                                                 std::string_view what, std::string_view wrong,
                                                 std::span<const std::string_view> known);

// The enumerator whose name stands in the field `key`.
template <typename Enum, std::size_t N>
Result<Enum> choice(const plain_yaml::Node& map, std::string_view key,
                    const std::array<Enum, N>& enumerators) {
  MENSHEN_TRY(const auto* field, plain_yaml::need(map, key, plain_yaml::Node::Kind::text));
  std::array<std::string_view, N> known;
  for (std::size_t i = 0; i < N; ++i) {
    known[i] = name(enumerators[i]);
    if (known[i] == field->text) return enumerators[i];
  }
  return unknown_name(*field, key, field->text, known);
}

}  // namespace menshen::law_yaml
