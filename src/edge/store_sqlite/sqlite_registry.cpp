#include "store_sqlite/sqlite_registry.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "store_sqlite/detail/rows.hpp"
#include "store_sqlite/detail/scopes.hpp"
#include "store_sqlite/detail/write_change.hpp"

namespace menshen::store_sqlite {
namespace {

using registry::Kept;
using registry::KeptRecord;

constexpr std::size_t kPageMax = 1'000;

template <typename T>
std::vector<KeptRecord> as_records(std::vector<Kept<T>> kept) {
  std::vector<KeptRecord> records;
  records.reserve(kept.size());
  for (auto& each : kept) records.push_back({std::move(each.record), each.origin});
  return records;
}

template <typename T>
std::vector<T> without_origin(std::vector<Kept<T>> kept) {
  std::vector<T> records;
  records.reserve(kept.size());
  for (auto& each : kept) records.push_back(std::move(each.record));
  return records;
}

// Within a kind in the order in which they came, and what is about persons in theirs.
template <typename T>
std::string all_in_order() {
  if constexpr (registry::kIsPersonal<T> && !std::is_same_v<T, registry::Subject>) {
    return fmt::format(
        "TRUE ORDER BY (SELECT of.rowid FROM subject AS of WHERE of.id = {}.subject), rowid",
        registry::Fields<T>::kName);
  }
  return "TRUE ORDER BY rowid";
}

template <typename T>
Result<> append_all(const Rows& rows, std::vector<KeptRecord>& records) {
  MENSHEN_TRY(auto some, select<T>(rows, all_in_order<T>()));
  std::ranges::move(as_records(std::move(some)), std::back_inserter(records));
  return {};
}

template <typename... T>
Result<std::vector<KeptRecord>> all_of(const Rows& rows,
                                       std::type_identity<std::variant<T...>> /*kinds*/) {
  std::vector<KeptRecord> records;
  Result<> done;
  static_cast<void>(((done = append_all<T>(rows, records)) && ...));
  if (!done) return tl::unexpected<Error>(done.error());
  return records;
}

template <typename T>
Result<std::vector<KeptRecord>> find_in(const Rows& rows, const std::string& id) {
  MENSHEN_TRY(auto found, select<T>(rows, "id = ?", id));
  return as_records(std::move(found));
}

template <typename T>
Result<std::vector<KeptRecord>> list_in(const Rows& rows, const registry::Scope& scope,
                                        const registry::Page& page) {
  const std::string_view belongs = belongs_to<T>(scope);
  if (belongs.empty()) {
    return fail(Code::invalid_input,
                fmt::format("a list of `{}` needs another scope; name a purpose, a place or a "
                            "person that they belong to",
                            registry::Fields<T>::kName));
  }
  const std::string id = std::visit([](const auto& named) { return named.text(); }, scope);
  MENSHEN_TRY(auto found,
              select<T>(rows, fmt::format("{} AND id > ? ORDER BY id LIMIT ?", belongs), id,
                        page.after, static_cast<std::int64_t>(page.limit)));
  return as_records(std::move(found));
}

template <typename... T>
auto finders(std::type_identity<std::variant<T...>> /*kinds*/) {
  return std::array{&find_in<T>...};
}
template <typename... T>
auto listers(std::type_identity<std::variant<T...>> /*kinds*/) {
  return std::array{&list_in<T>...};
}

template <typename Id>
Result<std::vector<Id>> ids_in(Connection& connection, std::string_view sql) {
  MENSHEN_TRY(Statement statement, Statement::prepare(connection, sql));
  std::vector<Id> ids;
  for (;;) {
    MENSHEN_TRY(const bool row, statement.step());
    if (!row) return ids;
    ids.push_back(statement.column<Id>(0));
  }
}

Result<std::uint64_t> next_of(Connection& connection) {
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection, "SELECT next FROM applied WHERE one = 1"));
  MENSHEN_TRY(const bool row, statement.step());
  if (!row) return fail(Code::corrupt, "the database does not say how far it was applied");
  return static_cast<std::uint64_t>(statement.column<std::int64_t>(0));
}

// What depends on where the device stands.
Result<> add_place(const Rows& rows, const PlaceId& place, registry::Setting& setting) {
  MENSHEN_TRY(setting.place, select_one<registry::Place>(rows, "id = ?", place));
  MENSHEN_TRY(setting.signage,
              select_one<registry::Signage>(
                  rows, "place = ? ORDER BY checked_on DESC, rowid DESC LIMIT 1", place));
  MENSHEN_TRY(setting.alternatives,
              select<registry::Alternative>(rows, "place = ? ORDER BY id", place));
  if (setting.notice) {
    MENSHEN_TRY(setting.displays, select<registry::Display>(
                                      rows, "place = ? AND notice = ? ORDER BY shown_from, id",
                                      place, setting.notice->record.id));
  }
  if (!setting.place || !setting.place->record.site) return {};
  MENSHEN_TRY(setting.site,
              select_one<registry::Site>(rows, "id = ?", *setting.place->record.site));
  return {};
}

Result<> add_purpose(const Rows& rows, const PurposeId& purpose, registry::Setting& setting) {
  MENSHEN_TRY(setting.purpose, select_one<registry::Purpose>(rows, "id = ?", purpose));
  MENSHEN_TRY(setting.notice, select_one<registry::Notice>(
                                  rows, "purpose = ? ORDER BY version DESC LIMIT 1", purpose));
  MENSHEN_TRY(setting.assessment,
              select_one<registry::Assessment>(rows,
                                               "purpose = ? AND approved_on IS NOT NULL "
                                               "ORDER BY approved_on DESC, rowid DESC LIMIT 1",
                                               purpose));
  MENSHEN_TRY(auto devices,
              select<registry::Device>(rows,
                                       "id IN (SELECT assignment.device FROM assignment "
                                       "WHERE assignment.purpose = ?) ORDER BY id",
                                       purpose));
  setting.devices = without_origin(std::move(devices));
  MENSHEN_TRY(auto places,
              select<registry::Place>(rows,
                                      "id IN (SELECT device.place FROM device JOIN assignment "
                                      "ON assignment.device = device.id "
                                      "WHERE assignment.purpose = ?) ORDER BY id",
                                      purpose));
  setting.places = without_origin(std::move(places));
  return {};
}

Result<> add_organization(const Rows& rows, registry::Setting& setting) {
  MENSHEN_TRY(setting.organization, select_one<registry::Organization>(rows, "one = 1"));
  MENSHEN_TRY(setting.filing,
              select_one<registry::Filing>(rows, "TRUE ORDER BY rowid DESC LIMIT 1"));
  MENSHEN_TRY(
      setting.incidents,
      select<registry::Incident>(rows, "TRUE ORDER BY happened_on DESC, rowid DESC LIMIT 20"));
  return {};
}

Result<> fits(const Rows& rows, const registry::Change& change) {
  if (auto done = alters_nothing_told(rows, change); !done) return done;
  MENSHEN_TRY([[maybe_unused]] const auto count, write_change(rows, {.change = change}));
  return {};
}

}  // namespace

Result<> SqliteRegistry::check(std::span<const registry::Change> changes) {
  const Rows rows{connection_, sealing_, true};
  const auto lock = connection_.lock();
  MENSHEN_TRY([[maybe_unused]] const auto undone, Transaction::begin(connection_));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto done = fits(rows, changes[i]);
    if (done) continue;
    if (changes.size() == 1) return done;
    return tl::unexpected<Error>(in_context(done.error(), fmt::format("record {}", i + 1)));
  }
  return {};
}

Result<std::size_t> SqliteRegistry::apply(std::span<const registry::Recorded> changes,
                                          std::uint64_t next) {
  const Rows rows{connection_, sealing_};
  const auto lock = connection_.lock();
  MENSHEN_TRY(auto transaction, Transaction::begin(connection_));
  MENSHEN_TRY(const auto before, next_of(connection_));
  if (next < before) {
    return fail(Code::conflict, fmt::format("entries before {} are applied already", before));
  }
  std::size_t count = 0;
  bool erases = false;
  for (const auto& recorded : changes) {
    MENSHEN_TRY(const auto records, write_change(rows, recorded));
    count += records;
    erases |= std::holds_alternative<registry::Erase>(recorded.change);
  }
  if (const auto done = run(connection_, "UPDATE applied SET next = ? WHERE one = 1",
                            static_cast<std::int64_t>(next));
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (const auto done = transaction.commit(); !done) return tl::unexpected<Error>(done.error());
  if (erases) {
    if (const auto done = connection_.forget_deleted(); !done) {
      return tl::unexpected<Error>(done.error());
    }
  }
  return count;
}

Result<std::uint64_t> SqliteRegistry::applied() const {
  const auto lock = connection_.lock();
  return next_of(connection_);
}

Result<std::vector<SubjectId>> SqliteRegistry::persons() const {
  const auto lock = connection_.lock();
  return ids_in<SubjectId>(connection_, "SELECT id FROM subject ORDER BY id");
}

Result<std::size_t> SqliteRegistry::count(const SubjectId& subject) const {
  const auto lock = connection_.lock();
  std::size_t count = 0;
  for (const auto& [table, column] : detail::kPersonalTables) {
    MENSHEN_TRY(
        Statement row,
        Statement::prepare(connection_,
                           fmt::format("SELECT count(*) FROM {} WHERE {} = ?", table, column)));
    row.bind(subject);
    MENSHEN_TRY([[maybe_unused]] const bool is_there, row.step());
    count += static_cast<std::size_t>(row.column<std::int64_t>(0));
  }
  return count;
}

Result<std::vector<PurposeId>> SqliteRegistry::purposes() const {
  const auto lock = connection_.lock();
  return ids_in<PurposeId>(connection_, "SELECT id FROM purpose ORDER BY id");
}

Result<registry::MaybeKept<registry::Organization>> SqliteRegistry::organization() const {
  const auto lock = connection_.lock();
  return select_one<registry::Organization>({connection_, sealing_}, "one = 1");
}

Result<std::vector<KeptRecord>> SqliteRegistry::all() const {
  const auto lock = connection_.lock();
  MENSHEN_TRY([[maybe_unused]] const auto moment, OneMoment::begin(connection_));
  return all_of({connection_, sealing_}, std::type_identity<registry::Record>());
}

Result<registry::Setting> SqliteRegistry::setting(const PurposeId& purpose,
                                                  const DeviceId& device) const {
  const Rows rows{connection_, sealing_};
  const auto lock = connection_.lock();
  MENSHEN_TRY([[maybe_unused]] const auto moment, OneMoment::begin(connection_));
  registry::Setting setting;
  if (auto done = add_organization(rows, setting); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (auto done = add_purpose(rows, purpose, setting); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(setting.device, select_one<registry::Device>(rows, "id = ?", device));
  MENSHEN_TRY(setting.assignment, select_one<registry::Assignment>(
                                      rows, "purpose = ? AND device = ?", purpose, device));
  const PlaceId place = setting.device ? setting.device->record.place : PlaceId("");
  if (auto done = add_place(rows, place, setting); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(setting.declarations,
              select<registry::Declaration>(
                  rows,
                  "(purpose IS NULL AND place IS NULL AND device IS NULL) OR purpose = ? "
                  "OR place = ? OR device = ? ORDER BY device IS NOT NULL, place IS NOT NULL, "
                  "purpose IS NOT NULL, declared_on, rowid",
                  purpose, place, device));
  return setting;
}

namespace {

struct SealedPerson {
  std::vector<detail::SealedRow> subject;
  std::vector<detail::SealedRow> guardians;
  std::vector<detail::SealedRow> consents;
  std::vector<detail::SealedRow> requests;
};

// What lies there of one moment. The connection is every request's, so it is left at once.
Result<SealedPerson> fetch_person(const Rows& rows, const SubjectId& subject,
                                  const PurposeId& purpose) {
  static const auto kSubject = select_text<registry::Subject>("id = ?");
  static const auto kGuardians = select_text<registry::Guardian>("subject = ? ORDER BY id");
  static const auto kConsents = select_text<registry::Consent>("subject = ? AND purpose = ?");
  static const auto kRequests = select_text<registry::Request>("subject = ? ORDER BY id");
  const auto lock = rows.connection.lock();
  MENSHEN_TRY([[maybe_unused]] const auto moment, OneMoment::begin(rows.connection));
  SealedPerson person;
  MENSHEN_TRY(person.subject, fetch<registry::Subject>(rows, kSubject, subject));
  MENSHEN_TRY(person.guardians, fetch<registry::Guardian>(rows, kGuardians, subject));
  MENSHEN_TRY(person.consents, fetch<registry::Consent>(rows, kConsents, subject, purpose));
  MENSHEN_TRY(person.requests, fetch<registry::Request>(rows, kRequests, subject));
  return person;
}

}  // namespace

Result<registry::Person> SqliteRegistry::person(const SubjectId& subject,
                                                const PurposeId& purpose) const {
  const Rows rows{connection_, sealing_};
  MENSHEN_TRY(const auto fetched, fetch_person(rows, subject, purpose));
  registry::Person person;
  MENSHEN_TRY(auto subjects, open_rows<registry::Subject>(rows, fetched.subject));
  if (!subjects.empty()) person.subject = std::move(subjects.front());
  MENSHEN_TRY(person.guardians, open_rows<registry::Guardian>(rows, fetched.guardians));
  MENSHEN_TRY(person.consents, open_rows<registry::Consent>(rows, fetched.consents));
  std::ranges::sort(person.consents, [](const auto& left, const auto& right) {
    return std::pair(left->answered_at, left->id.text()) >
           std::pair(right->answered_at, right->id.text());
  });
  MENSHEN_TRY(person.requests, open_rows<registry::Request>(rows, fetched.requests));
  std::erase_if(person.requests,
                [](const auto& request) { return request->answered_at.has_value(); });
  return person;
}

Result<std::optional<KeptRecord>> SqliteRegistry::find(registry::Kind kind,
                                                       std::string_view id) const {
  static const auto kFinders = finders(std::type_identity<registry::Record>());
  const auto lock = connection_.lock();
  MENSHEN_TRY(auto found, kFinders.at(kind)({connection_, sealing_}, std::string(id)));
  if (found.empty()) return std::nullopt;
  return std::optional(std::move(found.front()));
}

Result<std::vector<KeptRecord>> SqliteRegistry::list(registry::Kind kind,
                                                     const registry::Scope& scope,
                                                     const registry::Page& page) const {
  static const auto kListers = listers(std::type_identity<registry::Record>());
  if (page.limit == 0 || page.limit > kPageMax) {
    return fail(Code::invalid_input, fmt::format("a page has 1 to {} records", kPageMax));
  }
  const auto lock = connection_.lock();
  return kListers.at(kind)({connection_, sealing_}, scope, page);
}

}  // namespace menshen::store_sqlite
