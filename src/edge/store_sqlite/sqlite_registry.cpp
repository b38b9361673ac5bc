#include "store_sqlite/sqlite_registry.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/records.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "store_sqlite/detail/tables.hpp"

namespace menshen::store_sqlite {
namespace {

template <typename Record>
using Fields = decltype(Table<Record>::fields(std::declval<const Record&>()));

template <typename Record>
std::string upsert() {
  constexpr const auto& columns = Table<Record>::kColumns;
  std::vector<std::string> updates;
  for (const auto* column : columns) {
    updates.push_back(fmt::format("{0} = excluded.{0}", column));
  }
  std::string marks = "?";
  for (std::size_t i = 1; i < columns.size(); ++i) marks += ", ?";
  return fmt::format("INSERT INTO {}({}) VALUES({}) ON CONFLICT(id) DO UPDATE SET {}",
                     Table<Record>::kName, fmt::join(columns, ", "), marks,
                     fmt::join(updates, ", "));
}

template <typename Record, std::size_t... I>
Record read_row(const Statement& statement, std::index_sequence<I...> /*of columns*/) {
  return Record{
      statement.column<std::remove_cvref_t<std::tuple_element_t<I, Fields<Record>>>>(I)...};
}

// Every record of the table that `where` picks, in its order.
template <typename Record, typename... Values>
Result<std::vector<Record>> select(Connection& connection, std::string_view where,
                                   const Values&... values) {
  constexpr const auto& columns = Table<Record>::kColumns;
  static_assert(std::tuple_size_v<Fields<Record>> == columns.size());
  const auto sql = fmt::format("SELECT {} FROM {} WHERE {}", fmt::join(columns, ", "),
                               Table<Record>::kName, where);
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

}  // namespace

Result<> SqliteRegistry::put(const registry::Record& record) {
  const auto lock = connection_.lock();
  return std::visit(
      [this]<typename Record>(const Record& given) -> Result<> {
        MENSHEN_TRY(Statement statement, Statement::prepare(connection_, upsert<Record>()));
        std::apply([&](const auto&... field) { statement.bind(field...); },
                   Table<Record>::fields(given));
        return statement.run();
      },
      record);
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

Result<std::size_t> SqliteRegistry::withdraw(const SubjectId& subject, const PurposeId& purpose,
                                             Instant when) {
  const auto lock = connection_.lock();
  if (const auto done = run(connection_,
                            "UPDATE consent SET withdrawn_at = ? "
                            "WHERE subject = ? AND purpose = ? AND withdrawn_at IS NULL",
                            when, subject, purpose);
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  return connection_.changes();
}

}  // namespace menshen::store_sqlite
