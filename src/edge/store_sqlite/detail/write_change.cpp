#include "store_sqlite/detail/write_change.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "store_sqlite/detail/rows.hpp"

namespace menshen::store_sqlite {
namespace {

using registry::Consent;
using registry::Notice;
using registry::Record;

// What is about a person stays that person's: whoever is erased takes it along, and nobody
// else's.
template <typename T>
Result<> keeps_its_person(const Rows& rows, const T& record) {
  if constexpr (registry::kIsPersonal<T> && !std::is_same_v<T, registry::Subject>) {
    const auto sql =
        fmt::format("SELECT subject FROM {} WHERE id = ?", registry::Fields<T>::kName);
    MENSHEN_TRY(Statement row, Statement::prepare(rows.connection, sql));
    row.bind(record.id);
    MENSHEN_TRY(const bool is_there, row.step());
    if (!is_there) return {};
    const std::optional<SubjectId> subject = record.subject;
    if (row.column<std::optional<SubjectId>>(0) == subject) return {};
    return fail(Code::invalid_input,
                fmt::format("the {}'s id is that of another person's; give it another",
                            registry::Fields<T>::kName));
  }
  return {};
}

Result<std::size_t> carry_out(const Rows& /*rows*/, const registry::Nothing& /*asked*/,
                              const registry::Recorded& /*as*/) {
  return 0;
}

Result<std::size_t> carry_out(const Rows& /*rows*/, const registry::Snapshot& /*was*/,
                              const registry::Recorded& /*as*/) {
  return 0;
}

Result<std::size_t> carry_out(const Rows& /*rows*/, const registry::Lapse& /*of*/,
                              const registry::Recorded& /*as*/) {
  return 0;
}

Result<std::size_t> carry_out(const Rows& rows, const registry::Put& put,
                              const registry::Recorded& as) {
  Written written{.version = std::nullopt, .entry = as.entry, .at = as.at};
  if (put.stamp) {
    written.version = put.stamp->version;
    written.at = put.stamp->at;
  }
  return std::visit(
      [&](const auto& given) -> Result<std::size_t> {
        auto done = keeps_its_person(rows, given);
        if (done) done = upsert(rows, given, written);
        if (!done) return tl::unexpected<Error>(done.error());
        return 1;
      },
      put.record);
}

Result<std::size_t> carry_out(const Rows& rows, const registry::Withdraw& withdraw,
                              const registry::Recorded& as) {
  MENSHEN_TRY(auto consents, select<Consent>(rows, "subject = ? AND purpose = ?",
                                             withdraw.subject, withdraw.purpose));
  std::size_t count = 0;
  for (auto& consent : consents) {
    if (consent->withdrawn_at || consent->given == false) continue;
    consent.record.withdrawn_at = withdraw.when;
    if (const auto done = upsert(rows, consent.record,
                                 {.version = std::nullopt, .entry = as.entry, .at = as.at});
        !done) {
      return tl::unexpected<Error>(done.error());
    }
    ++count;
  }
  return count;
}

Result<std::size_t> carry_out(const Rows& rows, const registry::Erase& erase,
                              const registry::Recorded& /*as*/) {
  std::size_t count = 0;
  for (const auto& [table, column] : detail::kPersonalTables) {
    const auto sql = fmt::format("DELETE FROM {} WHERE {} = ?", table, column);
    MENSHEN_TRY(const auto removed, run_counted(rows.connection, sql, erase.subject));
    count += removed;
  }
  return count;
}

Result<> stays_the_same(const Rows& rows, const Notice& notice) {
  MENSHEN_TRY(const auto standing, select_one<Notice>(rows, "id = ?", notice.id));
  if (!standing || encode(Record(standing->record)) == encode(Record(notice))) return {};
  return fail(Code::invalid_input,
              "the notice was told as it is and cannot be altered; give the new wording an id "
              "and a version of its own");
}

// But for its withdrawal.
Result<> stays_the_same(const Rows& rows, Consent consent) {
  MENSHEN_TRY(auto standing, select_one<Consent>(rows, "id = ?", consent.id));
  if (!standing) return {};
  standing->record.withdrawn_at.reset();
  consent.withdrawn_at.reset();
  if (encode(Record(standing->record)) == encode(Record(std::move(consent)))) return {};
  return fail(Code::invalid_input,
              "the consent was answered as it is and cannot be altered; record the new answer "
              "under an id of its own");
}

}  // namespace

Result<std::size_t> write_change(const Rows& rows, const registry::Recorded& recorded) {
  return std::visit([&](const auto& each) { return carry_out(rows, each, recorded); },
                    recorded.change);
}

Result<> alters_nothing_told(const Rows& rows, const registry::Change& change) {
  const auto* put = std::get_if<registry::Put>(&change);
  if (put == nullptr) return {};
  if (const auto* notice = std::get_if<Notice>(&put->record)) {
    return stays_the_same(rows, *notice);
  }
  if (const auto* consent = std::get_if<Consent>(&put->record)) {
    return stays_the_same(rows, *consent);
  }
  return {};
}

}  // namespace menshen::store_sqlite
