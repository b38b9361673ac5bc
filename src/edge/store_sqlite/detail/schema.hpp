// The tables, and how an older file is brought to them.
#pragma once

#include "base/error.hpp"
#include "store_sqlite/detail/connection.hpp"

namespace menshen::store_sqlite {

// secure_delete overwrites what is deleted; FULL makes a commit wait for the disk.
inline constexpr const char* kSettings =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA secure_delete = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;";

// Errors: corrupt when the file belongs to another program or to a newer version of this
// one; unavailable.
[[nodiscard]] Result<> bring_to_schema(Connection& connection);

}  // namespace menshen::store_sqlite
