#include "store_sqlite/sqlite_log.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "store_sqlite/detail/connection.hpp"

namespace menshen::store_sqlite {

Result<std::uint64_t> SqliteLog::append(std::span<const std::byte> entry) {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection_,
                                 "INSERT INTO log(sequence, entry) "
                                 "SELECT coalesce(max(sequence) + 1, 0), ?1 FROM log "
                                 "RETURNING sequence"));
  statement.bind(entry);
  MENSHEN_TRY([[maybe_unused]] const bool row, statement.step());
  const auto sequence = statement.column<std::int64_t>(0);
  // Only the end of the statement commits, and waits for the disk.
  if (const auto done = statement.run(); !done) return tl::unexpected<Error>(done.error());
  return static_cast<std::uint64_t>(sequence);
}

Result<std::vector<std::byte>> SqliteLog::read(std::uint64_t sequence) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection_, "SELECT entry FROM log WHERE sequence = ?1"));
  statement.bind(static_cast<std::int64_t>(sequence));
  MENSHEN_TRY(const bool row, statement.step());
  if (!row) return fail(Code::not_found, fmt::format("the record has no entry {}", sequence));
  return statement.column<std::vector<std::byte>>(0);
}

Result<std::uint64_t> SqliteLog::size() const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(
      Statement statement,
      Statement::prepare(connection_, "SELECT coalesce(max(sequence) + 1, 0) FROM log"));
  MENSHEN_TRY([[maybe_unused]] const bool row, statement.step());
  return static_cast<std::uint64_t>(statement.column<std::int64_t>(0));
}

}  // namespace menshen::store_sqlite
