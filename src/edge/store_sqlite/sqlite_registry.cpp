#include "store_sqlite/sqlite_registry.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
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
#include "store_sqlite/detail/connection.hpp"

namespace menshen::store_sqlite {
namespace {

template <typename Record>
using Columns = decltype(registry::Fields<Record>::of(std::declval<const Record&>()));

template <typename Record>
std::string upsert() {
  constexpr const auto& columns = registry::Fields<Record>::kNames;
  std::vector<std::string> updates;
  for (const auto column : columns) {
    updates.push_back(fmt::format("{0} = excluded.{0}", column));
  }
  std::string marks = "?";
  for (std::size_t i = 1; i < columns.size(); ++i) marks += ", ?";
  return fmt::format("INSERT INTO {}({}) VALUES({}) ON CONFLICT(id) DO UPDATE SET {}",
                     registry::Fields<Record>::kName, fmt::join(columns, ", "), marks,
                     fmt::join(updates, ", "));
}

template <typename Record, std::size_t... I>
Record read_row(const Statement& statement, std::index_sequence<I...> /*of columns*/) {
  return Record{
      statement.column<std::remove_cvref_t<std::tuple_element_t<I, Columns<Record>>>>(I)...};
}

// Every record of the table that `where` picks, in its order.
template <typename Record, typename... Values>
Result<std::vector<Record>> select(Connection& connection, std::string_view where,
                                   const Values&... values) {
  constexpr const auto& columns = registry::Fields<Record>::kNames;
  static_assert(std::tuple_size_v<Columns<Record>> == columns.size());
  const auto sql = fmt::format("SELECT {} FROM {} WHERE {}", fmt::join(columns, ", "),
                               registry::Fields<Record>::kName, where);
  MENSHEN_TRY(Statement statement, Statement::prepare(connection, sql));
  statement.bind(values...);
  std::vector<Record> records;
  for (;;) {
    MENSHEN_TRY(const bool row, statement.step());
    if (!row) return records;
    records.push_back(read_row<Record>(statement, std::make_index_sequence<columns.size()>()));
  }
}

template <typename Record, typename... Values>
Result<std::optional<Record>> select_one(Connection& connection, std::string_view where,
                                         const Values&... values) {
  MENSHEN_TRY(auto records, select<Record>(connection, where, values...));
  if (records.empty()) return std::nullopt;
  return std::optional(std::move(records.front()));
}

// A consent stays its person's: whoever is erased takes it along, and nobody else's.
Result<> keeps_its_person(Connection& connection, const registry::Consent& consent) {
  MENSHEN_TRY(const auto standing,
              select_one<registry::Consent>(connection, "id = ?", consent.id));
  if (!standing || standing->subject == consent.subject) return {};
  return fail(Code::invalid_input, "the consent's id is that of another person's consent");
}

Result<std::size_t> carry_out(Connection& /*connection*/, const registry::Nothing& /*asked*/) {
  return 0;
}

Result<std::size_t> carry_out(Connection& /*connection*/, const registry::Snapshot& /*was*/) {
  return 0;
}

Result<std::size_t> carry_out(Connection& connection, const registry::Put& put) {
  return std::visit(
      [&connection]<typename Record>(const Record& given) -> Result<std::size_t> {
        if constexpr (std::is_same_v<Record, registry::Consent>) {
          if (const auto done = keeps_its_person(connection, given); !done) {
            return tl::unexpected<Error>(done.error());
          }
        }
        MENSHEN_TRY(Statement statement, Statement::prepare(connection, upsert<Record>()));
        std::apply([&](const auto&... field) { statement.bind(field...); },
                   registry::Fields<Record>::of(given));
        if (const auto done = statement.run(); !done) {
          return tl::unexpected<Error>(done.error());
        }
        return 1;
      },
      put.record);
}

Result<std::size_t> carry_out(Connection& connection, const registry::Withdraw& withdraw) {
  return run_counted(connection,
                     "UPDATE consent SET withdrawn_at = ? "
                     "WHERE subject = ? AND purpose = ? AND withdrawn_at IS NULL",
                     withdraw.when, withdraw.subject, withdraw.purpose);
}

Result<std::size_t> carry_out(Connection& connection, const registry::Erase& erase) {
  MENSHEN_TRY(const auto consents,
              run_counted(connection, "DELETE FROM consent WHERE subject = ?", erase.subject));
  MENSHEN_TRY(const auto subjects,
              run_counted(connection, "DELETE FROM subject WHERE id = ?", erase.subject));
  return consents + subjects;
}

Result<std::size_t> carry_out(Connection& connection, const registry::Change& change) {
  return std::visit([&](const auto& each) { return carry_out(connection, each); }, change);
}

template <typename Record>
constexpr std::string_view kAllInOrder = "TRUE ORDER BY rowid";
template <>
constexpr std::string_view kAllInOrder<registry::Consent> =
    "TRUE ORDER BY (SELECT of.rowid FROM subject AS of WHERE of.id = consent.subject), rowid";

template <typename Record>
Result<> append_all(Connection& connection, std::vector<registry::Record>& records) {
  MENSHEN_TRY(auto some, select<Record>(connection, kAllInOrder<Record>));
  std::ranges::move(some, std::back_inserter(records));
  return {};
}

// No kind names a later one.
template <typename... Record>
Result<std::vector<registry::Record>> all_of(
    Connection& connection, std::type_identity<std::variant<Record...>> /*kinds*/) {
  std::vector<registry::Record> records;
  Result<> done;
  static_cast<void>(((done = append_all<Record>(connection, records)) && ...));
  if (!done) return tl::unexpected<Error>(done.error());
  return records;
}

Result<std::uint64_t> next_of(Connection& connection) {
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection, "SELECT next FROM applied WHERE one = 1"));
  MENSHEN_TRY(const bool row, statement.step());
  if (!row) return fail(Code::corrupt, "the database does not say how far it was applied");
  return static_cast<std::uint64_t>(statement.column<std::int64_t>(0));
}

}  // namespace

Result<> SqliteRegistry::check(const registry::Change& change) {
  const auto lock = connection_.lock();
  MENSHEN_TRY([[maybe_unused]] const auto undone, Transaction::begin(connection_));
  MENSHEN_TRY([[maybe_unused]] const auto count, carry_out(connection_, change));
  return {};
}

Result<std::size_t> SqliteRegistry::apply(std::span<const registry::Change> changes,
                                          std::uint64_t next) {
  const auto lock = connection_.lock();
  MENSHEN_TRY(auto transaction, Transaction::begin(connection_));
  MENSHEN_TRY(const auto before, next_of(connection_));
  if (next < before) {
    return fail(Code::conflict, fmt::format("entries before {} are applied already", before));
  }
  std::size_t count = 0;
  bool erases = false;
  for (const auto& change : changes) {
    MENSHEN_TRY(const auto records, carry_out(connection_, change));
    count += records;
    erases |= std::holds_alternative<registry::Erase>(change);
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
  MENSHEN_TRY(Statement statement,
              Statement::prepare(connection_, "SELECT id FROM subject ORDER BY id"));
  std::vector<SubjectId> persons;
  for (;;) {
    MENSHEN_TRY(const bool row, statement.step());
    if (!row) return persons;
    persons.push_back(statement.column<SubjectId>(0));
  }
}

Result<std::vector<registry::Record>> SqliteRegistry::all() const {
  const auto lock = connection_.lock();
  MENSHEN_TRY([[maybe_unused]] const auto moment, OneMoment::begin(connection_));
  return all_of(connection_, std::type_identity<registry::Record>());
}

Result<registry::World> SqliteRegistry::world(const PurposeId& purpose, const DeviceId& device,
                                              const SubjectId& subject) const {
  const auto lock = connection_.lock();
  MENSHEN_TRY([[maybe_unused]] const auto moment, OneMoment::begin(connection_));
  registry::World world;
  MENSHEN_TRY(world.purpose, select_one<registry::Purpose>(connection_, "id = ?", purpose));
  MENSHEN_TRY(world.device, select_one<registry::Device>(connection_, "id = ?", device));
  MENSHEN_TRY(world.subject, select_one<registry::Subject>(connection_, "id = ?", subject));
  MENSHEN_TRY(world.notice,
              select_one<registry::Notice>(
                  connection_, "purpose = ? ORDER BY version DESC LIMIT 1", purpose));
  MENSHEN_TRY(
      world.consent,
      select_one<registry::Consent>(
          connection_, "subject = ? AND purpose = ? ORDER BY answered_at DESC, id DESC LIMIT 1",
          subject, purpose));
  if (!world.device) return world;
  const PlaceId& place = world.device->place;
  MENSHEN_TRY(world.place, select_one<registry::Place>(connection_, "id = ?", place));
  MENSHEN_TRY(world.alternatives,
              select<registry::Alternative>(connection_, "place = ? ORDER BY id", place));
  return world;
}

}  // namespace menshen::store_sqlite
