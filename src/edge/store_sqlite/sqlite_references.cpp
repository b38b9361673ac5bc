#include "store_sqlite/sqlite_references.hpp"

#include <cstdint>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "duty/due.hpp"
#include "store_sqlite/detail/connection.hpp"

namespace menshen::store_sqlite {

Result<std::int64_t> SqliteReferences::persons() const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection_, "SELECT count(DISTINCT subject) FROM template"));
  MENSHEN_TRY([[maybe_unused]] const bool row, statement.step());
  return statement.column<std::int64_t>(0);
}

Result<std::vector<duty::Reference>> SqliteReferences::expired(CivilDate day) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection_,
                                 "SELECT subject, purpose, min(keep_until) FROM template "
                                 "WHERE keep_until < ? GROUP BY subject, purpose"));
  statement.bind(day);
  std::vector<duty::Reference> found;
  for (;;) {
    MENSHEN_TRY(const bool row, statement.step());
    if (!row) return found;
    found.push_back({.subject = statement.column<SubjectId>(0),
                     .purpose = statement.column<PurposeId>(1),
                     .keep_until = statement.column<CivilDate>(2)});
  }
}

}  // namespace menshen::store_sqlite
