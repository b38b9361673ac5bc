#include "store_sqlite/sqlite_templates.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "face/embedding.hpp"
#include "gallery/template_store.hpp"
#include "store_sqlite/detail/connection.hpp"

namespace menshen::store_sqlite {
namespace {

using gallery::TemplateKey;
using gallery::TemplateRecord;

// Deletes and leaves no copy in the write-ahead log; says how many rows there were.
template <typename... Values>
Result<std::size_t> erase_for_good(Connection& connection, const char* sql,
                                   const Values&... values) {
  if (const auto done = run(connection, sql, values...); !done) {
    return tl::unexpected<Error>(done.error());
  }
  const std::size_t erased = connection.changes();
  if (const auto done = connection.forget_deleted(); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return erased;
}

Result<std::optional<Digest>> key_in(Connection& connection, const SubjectId& subject) {
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection, "SELECT key FROM subject_key WHERE subject = ?"));
  MENSHEN_TRY(const bool row, statement.bind(subject).step());
  if (!row) return std::nullopt;
  auto bytes = statement.column<std::vector<std::byte>>(0);
  Digest key{};
  if (bytes.size() != key.size()) {
    return fail(Code::corrupt, "a person's key has the wrong size");
  }
  std::ranges::copy(bytes, key.begin());
  wipe(bytes);
  return std::optional(key);
}

}  // namespace

Result<> SqliteTemplates::put(const TemplateRecord& record) {
  const auto lock = connection_.lock();
  return run(connection_,
             "INSERT OR REPLACE INTO template(subject, purpose, model, reference, enrolled_at, "
             "keep_until) VALUES(?, ?, ?, ?, ?, ?)",
             record.key.subject, record.key.purpose, record.key.model,
             record.reference.reveal_bytes(), record.enrolled_at, record.keep_until);
}

Result<std::optional<TemplateRecord>> SqliteTemplates::get(const TemplateKey& key) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection_,
                                 "SELECT reference, enrolled_at, keep_until FROM template "
                                 "WHERE subject = ? AND purpose = ? AND model = ?"));
  MENSHEN_TRY(const bool row, statement.bind(key.subject, key.purpose, key.model).step());
  if (!row) return std::nullopt;
  auto bytes = statement.column<std::vector<std::byte>>(0);
  auto reference = face::Embedding::from_bytes(bytes);
  wipe(bytes);
  if (!reference) return fail(Code::corrupt, "a stored reference cannot be read; enrol again");
  return TemplateRecord{.key = key,
                        .reference = std::move(*reference),
                        .enrolled_at = statement.column<Instant>(1),
                        .keep_until = statement.column<CivilDate>(2)};
}

Result<std::size_t> SqliteTemplates::erase(const SubjectId& subject, const PurposeId& purpose) {
  const auto lock = connection_.lock();
  return erase_for_good(connection_, "DELETE FROM template WHERE subject = ? AND purpose = ?",
                        subject, purpose);
}

Result<std::size_t> SqliteTemplates::count(const SubjectId& subject) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(
      Statement statement,
      Statement::prepare(connection_, "SELECT count(*) FROM template WHERE subject = ?"));
  MENSHEN_TRY([[maybe_unused]] const bool row, statement.bind(subject).step());
  return static_cast<std::size_t>(statement.column<std::int64_t>(0));
}

Result<Digest> SqliteKeyRing::key_of(const SubjectId& subject) {
  const auto lock = connection_.lock();
  MENSHEN_TRY(const auto kept, key_in(connection_, subject));
  if (kept) return *kept;
  Digest fresh{};
  crypto_.random(fresh);
  if (const auto done = run(connection_, "INSERT INTO subject_key(subject, key) VALUES(?, ?)",
                            subject, std::span<const std::byte>(fresh));
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  return fresh;
}

Result<bool> SqliteKeyRing::destroy(const SubjectId& subject) {
  const auto lock = connection_.lock();
  MENSHEN_TRY(
      const auto erased,
      erase_for_good(connection_, "DELETE FROM subject_key WHERE subject = ?", subject));
  return erased > 0;
}

}  // namespace menshen::store_sqlite
