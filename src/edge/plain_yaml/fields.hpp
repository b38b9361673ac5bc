// How a plain-YAML mapping is read strictly: every refusal names the line, the field, what
// came and what was expected.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::plain_yaml {

// `line N: what`, or the node's source in place of the line; code invalid_input.
[[nodiscard]] tl::unexpected<Error> refuse(const Node& node, std::string_view what);

// Errors: invalid_input when `node` is not a mapping or has a key outside `allowed`; the
// refusal offers the nearest allowed name.
[[nodiscard]] Result<> only_keys(const Node& node,
                                 std::initializer_list<std::string_view> allowed);

// The child named `key`. Errors: invalid_input when there is none or it is of another kind.
[[nodiscard]] Result<const Node*> need(const Node& map, std::string_view key, Node::Kind kind);

// The text of the field `key`; `text` refuses an empty one. Errors: as `need`.
[[nodiscard]] Result<std::string> text(const Node& map, std::string_view key);
[[nodiscard]] Result<std::optional<std::string>> optional_text(const Node& map,
                                                               std::string_view key);

// The texts of the list `key`; an absent list is empty. Errors: as `need`.
[[nodiscard]] Result<std::vector<std::string>> texts(const Node& map, std::string_view key);

// The scalar `node` read as one thing. Errors: invalid_input.
[[nodiscard]] Result<std::int64_t> whole_number(const Node& node);  // decimal, no spaces
[[nodiscard]] Result<double> decimal_number(const Node& node);      // finite
[[nodiscard]] Result<bool> boolean(const Node& node);               // `true` or `false`
[[nodiscard]] Result<CivilDate> date(const Node& node);             // `YYYY-MM-DD`

}  // namespace menshen::plain_yaml
