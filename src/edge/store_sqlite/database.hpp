// The SQLite files of a state folder: what can be made anew from the record, and what cannot.
#pragma once

#include <filesystem>
#include <memory>

#include "base/error.hpp"

namespace menshen::store_sqlite {

class Connection;

enum class Kind {
  state,    // the registry: derived from the record
  vault,    // sealed references: in no other place
  answers,  // that are given again for a day
};

// Write-ahead log with full synchronisation: what a call has answered survives a loss of
// power. Deleted content is overwritten. Safe to call from several threads at once; the
// stores that share a Database take turns. It must outlive them.
class Database {
 public:
  // Opens the file, making it and its tables when it is not there; only its owner may read
  // it. Errors: unavailable when the file cannot be opened or written; corrupt when it is not
  // a database of this program and kind, or of another version of it.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file,
                                                              Kind kind);

  // Whether the file is there, and of an older schema of this program, and what it holds can be
  // made anew from the record: then it is to be moved aside. Errors: as `open`.
  [[nodiscard]] static Result<bool> is_outdated(const std::filesystem::path& file, Kind kind);

  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  Database(Database&&) = delete;
  Database& operator=(Database&&) = delete;
  ~Database();

  [[nodiscard]] Connection& connection() noexcept { return *connection_; }

 private:
  explicit Database(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

}  // namespace menshen::store_sqlite
