// Facts as a person writes them in a case or an assessment: `consent.kind: separate`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {

struct StatedFact {
  std::string id;
  catalogue::Value value;
  std::size_t line = 0;     // from 1
  std::string source = {};  // of what was not written in a manifest: a record
};

// The scalar or list `node` as a value of `fact`. Errors: invalid_input, with the line.
[[nodiscard]] Result<catalogue::Value> read_value(const plain_yaml::Node& node,
                                                  const catalogue::FactDefinition& fact);

// A mapping from fact ids to values; a value `unknown` states nothing. Errors:
// invalid_input, with the line, for an unknown name (the nearest right one is offered), an
// ill-typed value, or a fact that the law derives.
[[nodiscard]] Result<std::vector<StatedFact>> read_stated(
    const plain_yaml::Node& map, const catalogue::Vocabulary& vocabulary);

// The facts of `given` that `own`, a mapping of facts or null, says nothing of, and then those
// of `own`. A fact that `own` sets to `unknown` is taken back.
[[nodiscard]] Result<std::vector<StatedFact>> read_stated_over(
    const std::vector<StatedFact>& given, const plain_yaml::Node* own,
    const catalogue::Vocabulary& vocabulary);

// One fact as a command line states it: `place.class=shop`, `data.categories=[face, name]`; no
// value where it says `unknown`. Errors: as read_stated, without a line, or for a text that
// is no such pair.
struct Statement {
  std::string id;
  std::optional<catalogue::Value> value;
};

[[nodiscard]] Result<Statement> read_statement(std::string_view text,
                                               const catalogue::Vocabulary& vocabulary);

}  // namespace menshen::law_yaml
