// One thing that happens in a situation, and the fields that its parts share.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "facts/tests/situation.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::facts {

// Who is meant where a situation names nobody.
inline constexpr std::string_view kPerson = "person";

// Errors: invalid_input, with the line; so below.
[[nodiscard]] Result<Step> read_step(const plain_yaml::Node& node);

[[nodiscard]] Result<std::string> text_or(const plain_yaml::Node& map, std::string_view key,
                                          std::string_view otherwise);
[[nodiscard]] Result<bool> flag_or(const plain_yaml::Node& map, std::string_view key,
                                   bool otherwise);
[[nodiscard]] Result<std::optional<CivilDate>> maybe_day(const plain_yaml::Node& map,
                                                         std::string_view key);

}  // namespace menshen::facts
