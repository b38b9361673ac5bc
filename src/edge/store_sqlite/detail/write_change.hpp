// Changes carried out on the tables.
#pragma once

#include <cstddef>

#include "base/error.hpp"
#include "registry/changes.hpp"
#include "store_sqlite/detail/rows.hpp"

namespace menshen::store_sqlite {

// How many records were written, marked or removed. Errors: invalid_input, as
// registry::Registry::apply says; those of the database.
[[nodiscard]] Result<std::size_t> write_change(const Rows& rows,
                                               const registry::Recorded& recorded);

// Whether it alters what cannot be altered: what was told, or answered. Errors: invalid_input.
[[nodiscard]] Result<> alters_nothing_told(const Rows& rows, const registry::Change& change);

}  // namespace menshen::store_sqlite
