#include "store_sqlite/sqlite_answer_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "replay/answer_rows.hpp"
#include "store_sqlite/detail/connection.hpp"

namespace menshen::store_sqlite {
namespace {

using replay::AnswerRow;

// What the newest rows that may stay leave out; of rows of one time, the one begun last is the
// newest. The index answers it, without the answers themselves.
constexpr const char* kTrim =
    "DELETE FROM answer WHERE since < ?1 OR row IN (SELECT row FROM ("
    "SELECT row, count(*) OVER newest AS rows, sum(bytes) OVER newest AS sealed FROM answer "
    "WINDOW newest AS (ORDER BY since DESC, row DESC)) WHERE rows > ?2 OR sealed > ?3)";

}  // namespace

Result<std::optional<AnswerRow>> SqliteAnswerRows::begin(const Digest& key,
                                                         const AnswerRow& row, Instant oldest) {
  const auto lock = connection_.lock();
  MENSHEN_TRY(auto transaction, Transaction::begin(connection_));
  {
    MENSHEN_TRY(Statement statement,
                Statement::prepare(connection_,
                                   "SELECT asked, since, sealed FROM answer WHERE key = ? AND "
                                   "since >= ?"));
    MENSHEN_TRY(const bool is_there, statement.bind(key, oldest).step());
    if (is_there) {
      return AnswerRow{.asked = statement.column<Digest>(0),
                       .since = statement.column<Instant>(1),
                       .sealed = statement.column<std::vector<std::byte>>(2)};
    }
  }
  const auto done = run(connection_,
                        "INSERT OR REPLACE INTO answer(key, asked, since, bytes, sealed) "
                        "VALUES(?, ?, ?, ?, ?)",
                        key, row.asked, row.since, static_cast<std::int64_t>(row.sealed.size()),
                        std::span<const std::byte>(row.sealed));
  if (!done) return tl::unexpected<Error>(done.error());
  if (const auto kept = transaction.commit(); !kept) {
    return tl::unexpected<Error>(kept.error());
  }
  return std::nullopt;
}

Result<> SqliteAnswerRows::answer(const Digest& key, std::span<const std::byte> sealed) {
  const auto lock = connection_.lock();
  return run(connection_, "UPDATE answer SET sealed = ?, bytes = ? WHERE key = ?", sealed,
             static_cast<std::int64_t>(sealed.size()), key);
}

Result<> SqliteAnswerRows::remove(std::span<const Digest> keys) {
  const auto lock = connection_.lock();
  {
    MENSHEN_TRY(auto transaction, Transaction::begin(connection_));
    for (const Digest& key : keys) {
      if (auto done = run(connection_, "DELETE FROM answer WHERE key = ?", key); !done) {
        return done;
      }
    }
    if (auto done = transaction.commit(); !done) return done;
  }
  return connection_.forget_deleted();
}

Result<> SqliteAnswerRows::trim(const replay::RowLimits& limits) {
  const auto lock = connection_.lock();
  return run(connection_, kTrim, limits.oldest, static_cast<std::int64_t>(limits.count),
             static_cast<std::int64_t>(limits.bytes));
}

Result<> SqliteAnswerRows::visit(const Visit& visit) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection_, "SELECT key, asked, since, sealed FROM answer"));
  for (;;) {
    MENSHEN_TRY(const bool row, statement.step());
    if (!row) return {};
    auto done = visit(statement.column<Digest>(0),
                      {.asked = statement.column<Digest>(1),
                       .since = statement.column<Instant>(2),
                       .sealed = statement.column<std::vector<std::byte>>(3)});
    if (!done) return done;
  }
}

}  // namespace menshen::store_sqlite
