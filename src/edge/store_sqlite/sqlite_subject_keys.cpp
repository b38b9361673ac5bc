#include "store_sqlite/sqlite_subject_keys.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/wipe.hpp"
#include "store_sqlite/detail/connection.hpp"

namespace menshen::store_sqlite {
namespace {

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

Result<Digest> SqliteSubjectKeys::key_of(const SubjectId& subject) {
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

Result<std::optional<Digest>> SqliteSubjectKeys::existing(const SubjectId& subject) const {
  const auto lock = connection_.lock();
  return key_in(connection_, subject);
}

Result<bool> SqliteSubjectKeys::destroy(const SubjectId& subject) {
  const auto lock = connection_.lock();
  MENSHEN_TRY(
      const auto erased,
      erase_for_good(connection_, "DELETE FROM subject_key WHERE subject = ?", subject));
  return erased > 0;
}

Result<std::vector<SubjectId>> SqliteSubjectKeys::all() const {
  const auto lock = connection_.lock();
  MENSHEN_TRY(
      Statement statement,
      Statement::prepare(connection_, "SELECT subject FROM subject_key ORDER BY number"));
  std::vector<SubjectId> subjects;
  for (;;) {
    MENSHEN_TRY(const bool row, statement.step());
    if (!row) return subjects;
    subjects.push_back(statement.column<SubjectId>(0));
  }
}

}  // namespace menshen::store_sqlite
