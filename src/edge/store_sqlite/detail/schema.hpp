// The tables of each kind of file.
#pragma once

#include "base/error.hpp"
#include "store_sqlite/database.hpp"
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

// Makes the tables of a new file. Errors: corrupt when the file belongs to another program, is
// of the other kind, or of another version of this program; conflict when it is of an older
// schema and can be made anew; unavailable.
[[nodiscard]] Result<> bring_to_schema(Connection& connection, Kind kind);

// Whether it is of a schema before this program's, and what it holds can be made anew.
[[nodiscard]] Result<bool> is_of_older_schema(Connection& connection, Kind kind);

}  // namespace menshen::store_sqlite
