#include "store_sqlite/sqlite_templates.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
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

Result<std::size_t> SqliteTemplates::erase(const SubjectId& subject,
                                           const std::optional<PurposeId>& purpose,
                                           Instant enrolled_until) {
  const auto lock = connection_.lock();
  return erase_for_good(connection_,
                        "DELETE FROM template WHERE subject = ?1 AND "
                        "(?2 IS NULL OR purpose = ?2) AND enrolled_at <= ?3",
                        subject, purpose, enrolled_until);
}

Result<std::size_t> SqliteTemplates::count(const SubjectId& subject) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(
      Statement statement,
      Statement::prepare(connection_, "SELECT count(*) FROM template WHERE subject = ?"));
  MENSHEN_TRY([[maybe_unused]] const bool row, statement.bind(subject).step());
  return static_cast<std::size_t>(statement.column<std::int64_t>(0));
}

}  // namespace menshen::store_sqlite
