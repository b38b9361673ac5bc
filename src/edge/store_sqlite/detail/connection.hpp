// SQLite's C interface as values that clean up after themselves.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sqlite3.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/strong_id.hpp"

namespace menshen::store_sqlite {

using Lines = std::vector<std::string>;  // kept as one text, a line each; NULL when empty

class Connection {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(
      const std::filesystem::path& file);

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  // Runs statements that take no values and give no rows.
  [[nodiscard]] Result<> execute(const char* sql);

  // Held while one call of a store is at work.
  [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(mutex_); }

  // Copies the write-ahead log into the file and empties it, so that what was deleted is in
  // neither.
  [[nodiscard]] Result<> forget_deleted();

  // What went wrong last, without any value that was bound.
  [[nodiscard]] Error error() const;

  [[nodiscard]] std::size_t changes() const;
  [[nodiscard]] sqlite3* raw() noexcept { return raw_; }

  struct Finalize {
    void operator()(sqlite3_stmt* raw) const { sqlite3_finalize(raw); }
  };
  using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Kept = std::unordered_map<std::string, Prepared, Hash, std::equal_to<>>;

 public:
  // With its text, which travels along, so that to use a statement again copies nothing.
  using Lent = Kept::node_type;

  // A statement that was prepared before, if there is one that is not in use, or a new one.
  [[nodiscard]] Result<Lent> take(std::string_view sql);
  // Keeps it for the next who asks.
  void give_back(Lent statement);

 private:
  explicit Connection(sqlite3* raw) : raw_(raw) {}

  sqlite3* raw_;
  Kept prepared_;
  std::mutex mutex_;
};

// While it lives, everything read on the connection is of one moment.
class OneMoment {
 public:
  [[nodiscard]] static Result<OneMoment> begin(Connection& connection);

  OneMoment(const OneMoment&) = delete;
  OneMoment& operator=(const OneMoment&) = delete;
  OneMoment(OneMoment&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  OneMoment& operator=(OneMoment&&) = delete;
  ~OneMoment();

 private:
  explicit OneMoment(Connection& connection) : connection_(&connection) {}

  Connection* connection_;
};

// What is written while it lives is kept when `commit` has succeeded, and else undone.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Connection& connection);

  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction(Transaction&& other) noexcept
      : connection_(std::exchange(other.connection_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  [[nodiscard]] Result<> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;  // null once committed
};

template <typename T>
inline constexpr bool kIsNullable = false;
template <typename T>
inline constexpr bool kIsNullable<std::optional<T>> = true;

// One prepared statement, run once. Values are bound in order, columns read in order.
class Statement {
 public:
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  Statement(Statement&&) noexcept = default;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  [[nodiscard]] static Result<Statement> prepare(Connection& connection, std::string_view sql);

  template <typename... Values>
  Statement& bind(const Values&... values) {
    (bind_one(values), ...);
    return *this;
  }

  // True when there is a row to read, false at the end.
  [[nodiscard]] Result<bool> step();

  // Runs to the end.
  [[nodiscard]] Result<> run();

  template <typename T>
  [[nodiscard]] T column(int index) const {
    if constexpr (kIsNullable<T>) {
      if (sqlite3_column_type(raw_, index) == SQLITE_NULL) return std::nullopt;
      return column<typename T::value_type>(index);
    } else if constexpr (std::is_same_v<T, bool>) {
      return integer(index) != 0;
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      return integer(index);
    } else if constexpr (std::is_same_v<T, CivilDate>) {
      return CivilDate{std::chrono::days{integer(index)}};
    } else if constexpr (std::is_same_v<T, Instant>) {
      return Instant{std::chrono::milliseconds{integer(index)}};
    } else if constexpr (std::is_same_v<T, std::vector<std::byte>>) {
      return blob(index);
    } else if constexpr (std::is_same_v<T, Digest>) {
      return digest(index);
    } else if constexpr (std::is_same_v<T, Lines>) {
      return lines(index);
    } else {
      return T(text(index));  // std::string and the identifiers
    }
  }

 private:
  Statement(Connection& connection, Connection::Lent lent)
      : connection_(&connection), lent_(std::move(lent)), raw_(lent_.mapped().get()) {}

  void bind_one(std::int64_t value);
  void bind_one(bool value) { bind_one(std::int64_t{value ? 1 : 0}); }
  void bind_one(CivilDate value) {
    bind_one(static_cast<std::int64_t>(value.time_since_epoch().count()));
  }
  void bind_one(Instant value) {
    bind_one(static_cast<std::int64_t>(value.time_since_epoch().count()));
  }
  void bind_one(const std::string& value);
  void bind_one(std::span<const std::byte> value);
  void bind_one(const Digest& value) { bind_one(std::span<const std::byte>(value)); }
  void bind_one(const Lines& value);
  template <typename Tag>
  void bind_one(const StrongId<Tag>& value) {
    bind_one(value.text());
  }
  template <typename T>
  void bind_one(const std::optional<T>& value) {
    if (value) {
      bind_one(*value);
    } else {
      ++bound_;  // an unbound parameter is NULL
    }
  }

  [[nodiscard]] std::int64_t integer(int index) const;
  [[nodiscard]] std::string text(int index) const;
  [[nodiscard]] std::vector<std::byte> blob(int index) const;
  [[nodiscard]] Digest digest(int index) const;  // zero when it is not 32 bytes
  [[nodiscard]] Lines lines(int index) const;

  Connection* connection_;
  Connection::Lent lent_;  // empty once moved from
  sqlite3_stmt* raw_;
  int bound_ = 0;
};

// Prepares, binds and runs a statement that gives no rows.
template <typename... Values>
[[nodiscard]] Result<> run(Connection& connection, std::string_view sql,
                           const Values&... values) {
  MENSHEN_TRY(Statement statement, Statement::prepare(connection, sql));
  return statement.bind(values...).run();
}

// The same; says how many rows it changed.
template <typename... Values>
[[nodiscard]] Result<std::size_t> run_counted(Connection& connection, std::string_view sql,
                                              const Values&... values) {
  if (const auto done = run(connection, sql, values...); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return connection.changes();
}

}  // namespace menshen::store_sqlite
