// A copy of a database at one moment, made while others write to it.
#pragma once

#include <filesystem>

#include "base/error.hpp"

namespace menshen::store_sqlite {

// Copies `from` with what its write-ahead log holds into the new file `to`, which only its
// owner may read. Those who write wait for it no longer than for any other reader; what they
// write meanwhile is not in the copy. After an error there is no `to`. Errors: not_found;
// conflict when `to` is there; unavailable, also when the disk is full.
[[nodiscard]] Result<> copy_database(const std::filesystem::path& from,
                                     const std::filesystem::path& to);

}  // namespace menshen::store_sqlite
