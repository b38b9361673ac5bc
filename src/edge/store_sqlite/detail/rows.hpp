// Records as rows: a column a field, but of what is personal only identifiers, and the whole
// record sealed beside them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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
#include "base/strong_id.hpp"
#include "base/wipe.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "registry/fields.hpp"
#include "registry/records.hpp"
#include "registry/reflect.hpp"
#include "registry/registry.hpp"
#include "registry/sealing.hpp"
#include "store_sqlite/detail/connection.hpp"

namespace menshen::store_sqlite {

template <typename T>
inline constexpr bool kIsId = false;
template <typename Tag>
inline constexpr bool kIsId<StrongId<Tag>> = true;
template <typename T>
inline constexpr bool kIsId<std::optional<T>> = kIsId<T>;

template <typename T, std::size_t i>
inline constexpr bool kIsColumn = !registry::kIsPersonal<T> || kIsId<registry::FieldType<T, i>>;

// The names of the columns that hold fields.
template <typename T>
std::vector<std::string_view> columns_of() {
  std::vector<std::string_view> columns;
  [&]<std::size_t... i>(std::index_sequence<i...> /*fields*/) {
    ((kIsColumn<T, i> ? columns.push_back(registry::Fields<T>::kNames[i]) : void()), ...);
  }(std::make_index_sequence<registry::kFieldCount<T>>());
  return columns;
}

inline constexpr std::string_view kOriginColumns = "origin_version, origin_entry, origin_at";

template <typename T>
std::string select_text(std::string_view where) {
  return fmt::format("SELECT {}, {}, {} FROM {} WHERE {}", kOriginColumns,
                     registry::kIsPersonal<T> ? "sealed" : "NULL",
                     fmt::join(columns_of<T>(), ", "), registry::Fields<T>::kName, where);
}

//   is_restated  the version is given, not counted on
template <typename T>
std::string upsert_text(bool is_restated) {
  auto columns = columns_of<T>();
  if constexpr (registry::kIsPersonal<T>) columns.push_back("sealed");
  std::string marks;
  std::string updates;
  for (const auto column : columns) {
    marks += "?, ";
    updates += fmt::format("{0} = excluded.{0}, ", column);
  }
  return fmt::format(
      "INSERT INTO {}({}, {}) VALUES({}?, ?, ?) ON CONFLICT(id) DO UPDATE SET {}"
      "origin_version = {}, origin_entry = excluded.origin_entry, "
      "origin_at = excluded.origin_at",
      registry::Fields<T>::kName, fmt::join(columns, ", "), kOriginColumns, marks, updates,
      is_restated ? "excluded.origin_version" : "origin_version + 1");
}

// What a personal row is bound to: its kind and identifier.
template <typename T>
std::vector<std::byte> context_of(std::string_view id) {
  const std::string text = fmt::format("registry|{}|{}", registry::Fields<T>::kName, id);
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

// A connection, and what opens the personal rows in it.
struct Rows {
  Connection& connection;
  const registry::Sealing& sealing;
  // What is written will be undone, and whom it is about may have no key yet: nothing is
  // sealed, and what was not sealed is passed over.
  bool is_only_asked = false;
};

namespace detail {

struct PersonalTable {
  std::string_view table;
  std::string_view column;  // that names the person
};

// What names others first.
inline constexpr std::array kPersonalTables{
    PersonalTable{"obligation", "subject"}, PersonalTable{"complaint", "subject"},
    PersonalTable{"request", "subject"},    PersonalTable{"consent", "subject"},
    PersonalTable{"guardian", "subject"},   PersonalTable{"subject", "id"}};

inline constexpr int kSealedColumn = 3;
inline constexpr int kFirstField = 4;

inline registry::Origin origin_in(const Statement& row) {
  return {.version = row.column<std::int64_t>(0),
          .entry = static_cast<std::uint64_t>(row.column<std::int64_t>(1)),
          .at = row.column<Instant>(2)};
}

// The position of the person's identifier among the columns.
template <typename T>
int subject_column() {
  const auto columns = columns_of<T>();
  const std::string_view name = std::is_same_v<T, registry::Subject> ? "id" : "subject";
  int at = kFirstField;
  for (const auto column : columns) {
    if (column == name) break;
    ++at;
  }
  return at;
}

// A personal row as it lies there.
struct SealedRow {
  std::optional<SubjectId> subject;
  std::string id;
  std::vector<std::byte> sealed;
  registry::Origin origin;
};

template <typename T>
SealedRow sealed_row(const Statement& row) {
  static const int kSubject = subject_column<T>();
  return {.subject = row.column<std::optional<SubjectId>>(kSubject),
          .id = row.column<std::string>(kFirstField),
          .sealed = row.column<std::vector<std::byte>>(kSealedColumn),
          .origin = origin_in(row)};
}

// None when the person's key is gone.
template <typename T>
Result<std::optional<T>> open_row(const Rows& rows, const SealedRow& row) {
  if (rows.is_only_asked && row.sealed.empty()) return std::nullopt;
  MENSHEN_TRY(auto text, rows.sealing.open(row.subject, context_of<T>(row.id), row.sealed));
  if (!text) return std::nullopt;
  auto change = registry::decode(*text);
  wipe(*text);
  auto* put = change ? std::get_if<registry::Put>(&*change) : nullptr;
  T* const record = put == nullptr ? nullptr : std::get_if<T>(&put->record);
  if (record == nullptr) {
    return fail(Code::corrupt,
                fmt::format("a row of `{}` holds something else", registry::Fields<T>::kName));
  }
  return std::move(*record);
}

template <typename T>
T plain_row(const Statement& row) {
  return [&row]<std::size_t... i>(std::index_sequence<i...> /*columns*/) {
    return T{row.column<registry::FieldType<T, i>>(kFirstField + static_cast<int>(i))...};
  }(std::make_index_sequence<registry::kFieldCount<T>>());
}

}  // namespace detail

// Every row of a personal table that `where` picks, in its order, for open_rows.
template <typename T, typename... Values>
Result<std::vector<detail::SealedRow>> fetch(const Rows& rows, const std::string& text,
                                             const Values&... values) {
  MENSHEN_TRY(Statement row, Statement::prepare(rows.connection, text));
  row.bind(values...);
  std::vector<detail::SealedRow> fetched;
  for (;;) {
    MENSHEN_TRY(const bool more, row.step());
    if (!more) return fetched;
    fetched.push_back(detail::sealed_row<T>(row));
  }
}

// Uses no connection: whoever waits for that need not wait for this. Without those of persons
// whose key is gone.
template <typename T>
Result<std::vector<registry::Kept<T>>> open_rows(const Rows& rows,
                                                 std::span<const detail::SealedRow> fetched) {
  std::vector<registry::Kept<T>> records;
  for (const auto& row : fetched) {
    MENSHEN_TRY(auto record, detail::open_row<T>(rows, row));
    if (record) records.push_back({std::move(*record), row.origin});
  }
  return records;
}

// Every record of the table that `where` picks, in its order.
template <typename T, typename... Values>
Result<std::vector<registry::Kept<T>>> select(const Rows& rows, std::string_view where,
                                              const Values&... values) {
  if constexpr (registry::kIsPersonal<T>) {
    MENSHEN_TRY(const auto fetched, fetch<T>(rows, select_text<T>(where), values...));
    return open_rows<T>(rows, fetched);
  } else {
    MENSHEN_TRY(Statement row, Statement::prepare(rows.connection, select_text<T>(where)));
    row.bind(values...);
    std::vector<registry::Kept<T>> records;
    for (;;) {
      MENSHEN_TRY(const bool more, row.step());
      if (!more) return records;
      records.push_back({detail::plain_row<T>(row), detail::origin_in(row)});
    }
  }
}

template <typename T, typename... Values>
Result<registry::MaybeKept<T>> select_one(const Rows& rows, std::string_view where,
                                          const Values&... values) {
  MENSHEN_TRY(auto records, select<T>(rows, where, values...));
  if (records.empty()) return registry::MaybeKept<T>();
  return registry::MaybeKept<T>(std::move(records.front()));
}

// As which version, by which entry, and when.
struct Written {
  std::optional<std::int64_t> version;  // none: one more than there is
  std::uint64_t entry = 0;
  Instant at{};
};

template <typename T>
Result<> upsert(const Rows& rows, const T& record, const Written& written) {
  static const std::string kCounted = upsert_text<T>(false);
  static const std::string kRestated = upsert_text<T>(true);
  const std::string& text_of_statement = written.version ? kRestated : kCounted;
  MENSHEN_TRY(Statement statement, Statement::prepare(rows.connection, text_of_statement));
  const auto fields = registry::Fields<T>::of(record);
  [&]<std::size_t... i>(std::index_sequence<i...> /*fields*/) {
    const auto bind = [&]<std::size_t at_field>() {
      if constexpr (kIsColumn<T, at_field>) statement.bind(std::get<at_field>(fields));
    };
    (bind.template operator()<i>(), ...);
  }(std::make_index_sequence<registry::kFieldCount<T>>());
  if constexpr (registry::kIsPersonal<T>) {
    std::vector<std::byte> sealed;
    if (!rows.is_only_asked) {
      auto text = registry::encode(registry::Record(record));
      auto done = rows.sealing.seal(registry::person_of(registry::Record(record)),
                                    context_of<T>(record.id.text()), text);
      wipe(text);
      if (!done) return tl::unexpected<Error>(done.error());
      sealed = std::move(*done);
    }
    statement.bind(sealed);
  }
  statement.bind(written.version.value_or(1), static_cast<std::int64_t>(written.entry),
                 written.at);
  return statement.run();
}

}  // namespace menshen::store_sqlite
