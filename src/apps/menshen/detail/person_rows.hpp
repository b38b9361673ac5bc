// From the rows of a table of people to records of them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "csv/read_csv.hpp"
#include "registry/field_value.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::app {

struct PersonColumns {
  std::vector<registry::FieldDescription> fields;  // one for each column
  std::size_t id = 0;                              // the column of the identifier
};

// Errors: invalid_input, with the remedy, when there is no column `id`, or one that is no field
// of a person. Names of people are none.
[[nodiscard]] Result<PersonColumns> person_columns(std::span<const std::string> names);

// What stands in the cells, over what is on file: an empty cell takes its field away, and what
// has no column stays. Several needs stand in one cell, with `;` between them. Errors:
// invalid_input when it is none that can be kept, or holds words that are not the law's; never
// repeating what stands in a cell.
[[nodiscard]] Result<registry::Record> person_of(
    const PersonColumns& columns, std::span<const std::string> cells,
    const std::optional<registry::KeptRecord>& on_file,
    const catalogue::Vocabulary& vocabulary);

// Where the error leads with a field (`subject.relation: ...`), it is the column.
[[nodiscard]] csv::Problem problem_in(std::size_t line, const Error& error);

}  // namespace menshen::app
