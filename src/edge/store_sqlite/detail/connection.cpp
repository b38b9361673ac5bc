#include "store_sqlite/detail/connection.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sqlite3.h>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::store_sqlite {

Result<std::unique_ptr<Connection>> Connection::open(const std::filesystem::path& file) {
  sqlite3* raw = nullptr;
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
  const int answer = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  std::unique_ptr<Connection> connection(new Connection(raw));  // NOLINT: private constructor
  if (answer != SQLITE_OK) {
    return fail(Code::unavailable,
                fmt::format("cannot open the database `{}`: {}; check that its folder exists "
                            "and can be written",
                            file.string(), sqlite3_errstr(answer)));
  }
  return connection;
}

Connection::~Connection() {
  prepared_.clear();
  sqlite3_close_v2(raw_);
}

Result<Connection::Lent> Connection::take(std::string_view sql) {
  if (const auto found = prepared_.find(sql); found != prepared_.end()) {
    return prepared_.extract(found);
  }
  sqlite3_stmt* raw = nullptr;
  const int answer = sqlite3_prepare_v3(raw_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (answer != SQLITE_OK) return tl::unexpected<Error>(error());
  return prepared_.extract(prepared_.try_emplace(std::string(sql), raw).first);
}

void Connection::give_back(Lent statement) {
  sqlite3_reset(statement.mapped().get());
  sqlite3_clear_bindings(statement.mapped().get());
  prepared_.insert(std::move(statement));
}

Result<> Connection::execute(const char* sql) {
  if (sqlite3_exec(raw_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return tl::unexpected<Error>(error());
}

Result<> Connection::forget_deleted() {
  const int answer =
      sqlite3_wal_checkpoint_v2(raw_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (answer == SQLITE_OK) return {};
  return tl::unexpected<Error>(error());
}

Error Connection::error() const {
  const int answer = sqlite3_extended_errcode(raw_);
  switch (answer) {
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return {.code = Code::invalid_input, .what = "names a record that does not exist"};
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
      return {.code = Code::invalid_input, .what = "has what another record has already"};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return {.code = Code::corrupt,
              .what = fmt::format("the database file is damaged: {}", sqlite3_errstr(answer))};
    default:
      return {.code = Code::unavailable,
              .what = fmt::format("the database did not answer: {}", sqlite3_errstr(answer))};
  }
}

std::size_t Connection::changes() const {
  return static_cast<std::size_t>(sqlite3_changes64(raw_));
}

Result<OneMoment> OneMoment::begin(Connection& connection) {
  if (const auto begun = store_sqlite::run(connection, "BEGIN"); !begun) {
    return tl::unexpected<Error>(begun.error());
  }
  return OneMoment(connection);
}

OneMoment::~OneMoment() {
  // A reader has nothing to lose: whichever way it ends, nothing was written.
  if (connection_ != nullptr) static_cast<void>(store_sqlite::run(*connection_, "ROLLBACK"));
}

Result<Transaction> Transaction::begin(Connection& connection) {
  if (const auto begun = connection.execute("BEGIN IMMEDIATE"); !begun) {
    return tl::unexpected<Error>(begun.error());
  }
  return Transaction(connection);
}

Transaction::~Transaction() {
  // Where even this fails, closing the connection undoes it.
  if (connection_ != nullptr) static_cast<void>(connection_->execute("ROLLBACK"));
}

Result<> Transaction::commit() {
  if (auto done = connection_->execute("COMMIT"); !done) return done;
  connection_ = nullptr;
  return {};
}

Result<Statement> Statement::prepare(Connection& connection, std::string_view sql) {
  MENSHEN_TRY(auto lent, connection.take(sql));
  return Statement(connection, std::move(lent));
}

Statement::~Statement() {
  if (lent_) connection_->give_back(std::move(lent_));
}

Result<bool> Statement::step() {
  switch (sqlite3_step(raw_)) {
    case SQLITE_ROW: return true;
    case SQLITE_DONE: return false;
    default: return tl::unexpected<Error>(connection_->error());
  }
}

Result<> Statement::run() {
  for (;;) {
    MENSHEN_TRY(const bool more, step());
    if (!more) return {};
  }
}

void Statement::bind_one(std::int64_t value) {
  MENSHEN_ASSERT(sqlite3_bind_int64(raw_, ++bound_, value) == SQLITE_OK);
}

void Statement::bind_one(const std::string& value) {
  MENSHEN_ASSERT(sqlite3_bind_text64(raw_, ++bound_, value.data(), value.size(),
                                     SQLITE_TRANSIENT, SQLITE_UTF8) == SQLITE_OK);
}

void Statement::bind_one(std::span<const std::byte> value) {
  // A null pointer would be bound as NULL, which an empty value is not.
  const void* data = value.empty() ? "" : static_cast<const void*>(value.data());
  MENSHEN_ASSERT(sqlite3_bind_blob64(raw_, ++bound_, data, value.size(), SQLITE_TRANSIENT) ==
                 SQLITE_OK);
}

void Statement::bind_one(const Lines& value) {
  if (value.empty()) {
    ++bound_;  // an unbound parameter is NULL
    return;
  }
  bind_one(fmt::format("{}", fmt::join(value, "\n")));
}

std::int64_t Statement::integer(int index) const { return sqlite3_column_int64(raw_, index); }

std::string Statement::text(int index) const {
  const auto* data = reinterpret_cast<const char*>(  // NOLINT: C API
      sqlite3_column_text(raw_, index));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(raw_, index));
  return data == nullptr ? std::string() : std::string(data, size);
}

std::vector<std::byte> Statement::blob(int index) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(raw_, index));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(raw_, index));
  return data == nullptr ? std::vector<std::byte>() : std::vector<std::byte>(data, data + size);
}

Digest Statement::digest(int index) const {
  const auto bytes = blob(index);
  Digest digest{};
  if (bytes.size() == digest.size()) std::ranges::copy(bytes, digest.begin());
  return digest;
}

Lines Statement::lines(int index) const {
  Lines lines;
  const std::string all = text(index);
  for (const auto part : std::views::split(all, '\n')) {
    lines.emplace_back(part.begin(), part.end());
  }
  return lines;
}

}  // namespace menshen::store_sqlite
