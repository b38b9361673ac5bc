#include "store_sqlite/sqlite_sealed_store.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "gallery/template_store.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "vault/sealed_store.hpp"

namespace menshen::store_sqlite {
namespace {

using gallery::TemplateKey;
using vault::SealedRecord;

// SQLite's integers are signed; an epoch keeps its bits.
std::int64_t to_column(std::uint64_t epoch) { return static_cast<std::int64_t>(epoch); }
std::uint64_t from_column(std::int64_t epoch) { return static_cast<std::uint64_t>(epoch); }

// Columns: subject, purpose, model, sealed, enrolled_at, keep_until, is_frozen, epoch.
constexpr const char* kGet =
    "SELECT subject, purpose, model, sealed, enrolled_at, keep_until, is_frozen, epoch "
    "FROM template WHERE subject = ? AND purpose = ? AND model = ?";
constexpr const char* kOfSubject =
    "SELECT subject, purpose, model, sealed, enrolled_at, keep_until, is_frozen, epoch "
    "FROM template WHERE subject = ?1 AND (?2 IS NULL OR purpose = ?2)";
constexpr const char* kVisit =
    "SELECT subject, purpose, model, sealed, enrolled_at, keep_until, is_frozen, epoch "
    "FROM template WHERE purpose = ? AND model = ?";

TemplateKey key_in(const Statement& row) {
  return {.subject = row.column<SubjectId>(0),
          .purpose = row.column<PurposeId>(1),
          .model = row.column<std::string>(2)};
}

SealedRecord record_in(const Statement& row) {
  return {.key = key_in(row),
          .sealed = row.column<std::vector<std::byte>>(3),
          .enrolled_at = row.column<Instant>(4),
          .keep_until = row.column<CivilDate>(5),
          .is_frozen = row.column<bool>(6),
          .epoch = from_column(row.column<std::int64_t>(7))};
}

}  // namespace

Result<> SqliteSealedStore::put(std::span<const SealedRecord> records) {
  const auto lock = connection_.lock();
  MENSHEN_TRY(auto transaction, Transaction::begin(connection_));
  for (const SealedRecord& record : records) {
    auto done = run(connection_,
                    "INSERT OR REPLACE INTO template(subject, purpose, model, sealed, "
                    "enrolled_at, keep_until, is_frozen, epoch) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                    record.key.subject, record.key.purpose, record.key.model,
                    std::span<const std::byte>(record.sealed), record.enrolled_at,
                    record.keep_until, record.is_frozen, to_column(record.epoch));
    if (!done) return done;
  }
  return transaction.commit();
}

Result<std::optional<SealedRecord>> SqliteSealedStore::get(const TemplateKey& key) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement, Statement::prepare(connection_, kGet));
  MENSHEN_TRY(const bool row, statement.bind(key.subject, key.purpose, key.model).step());
  if (!row) return std::nullopt;
  return record_in(statement);
}

Result<std::vector<SealedRecord>> SqliteSealedStore::of_subject(
    const SubjectId& subject, const std::optional<PurposeId>& purpose) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement, Statement::prepare(connection_, kOfSubject));
  statement.bind(subject, purpose);
  std::vector<SealedRecord> records;
  for (;;) {
    MENSHEN_TRY(const bool row, statement.step());
    if (!row) return records;
    records.push_back(record_in(statement));
  }
}

Result<> SqliteSealedStore::visit(const PurposeId& purpose, const std::string& model,
                                  const Visit& visit) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement, Statement::prepare(connection_, kVisit));
  statement.bind(purpose, model);
  for (;;) {
    MENSHEN_TRY(const bool row, statement.step());
    if (!row) return {};
    if (auto done = visit(record_in(statement)); !done) return done;
  }
}

Result<> SqliteSealedStore::visit_keys(const VisitKeys& visit) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection_,
                                 "SELECT subject, purpose, model, epoch FROM template "
                                 "INDEXED BY template_of"));
  for (;;) {
    MENSHEN_TRY(const bool row, statement.step());
    if (!row) return {};
    auto done = visit(key_in(statement), from_column(statement.column<std::int64_t>(3)));
    if (!done) return done;
  }
}

Result<> SqliteSealedStore::erase(std::span<const TemplateKey> keys) {
  const auto lock = connection_.lock();
  {
    MENSHEN_TRY(auto transaction, Transaction::begin(connection_));
    for (const TemplateKey& key : keys) {
      auto done = run(connection_,
                      "DELETE FROM template WHERE subject = ? AND purpose = ? AND model = ?",
                      key.subject, key.purpose, key.model);
      if (!done) return done;
    }
    if (auto done = transaction.commit(); !done) return done;
  }
  return connection_.forget_deleted();
}

}  // namespace menshen::store_sqlite
