#include "store_sqlite/detail/schema.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string_view>

#include <fmt/core.h>

#include "base/error.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "store_sqlite/detail/state_tables.hpp"

namespace menshen::store_sqlite {
namespace {

// Until the record had files of its own, one file held everything: "Mens", version 1.
constexpr std::int64_t kFormerApplication = 0x4D656E73;

struct Schema {
  Kind kind;
  std::int64_t application;  // four letters
  std::int64_t version;
  std::string_view name;
  const char* create;
};

// The index has all that is asked of every record but what is sealed, which fills pages.
constexpr const char* kCreateVault = R"(
CREATE TABLE template(
  subject TEXT NOT NULL, purpose TEXT NOT NULL, model TEXT NOT NULL, sealed BLOB NOT NULL,
  enrolled_at INTEGER NOT NULL, keep_until INTEGER NOT NULL,
  is_frozen INTEGER NOT NULL CHECK(is_frozen IN (0, 1)), epoch INTEGER NOT NULL,
  PRIMARY KEY(subject, purpose, model)) STRICT;
CREATE INDEX template_of ON template(purpose, model, subject, epoch);
)";

constexpr const char* kCreateAnswers = R"(
CREATE TABLE answer(
  row INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, asked BLOB NOT NULL,
  since INTEGER NOT NULL, bytes INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE INDEX answer_since ON answer(since, row, bytes);
)";

constexpr std::array kSchemas{
    Schema{Kind::state, 0x4D656E53, 3, "the registry", kCreateState},             // "MenS"
    Schema{Kind::vault, 0x4D656E56, 2, "the vault of references", kCreateVault},  // "MenV"
    Schema{Kind::answers, 0x4D656E41, 1, "the answers given", kCreateAnswers},    // "MenA"
};

Result<std::int64_t> pragma(Connection& connection, const char* sql) {
  MENSHEN_TRY(Statement statement, Statement::prepare(connection, sql));
  MENSHEN_TRY(const bool row, statement.step());
  return row ? statement.column<std::int64_t>(0) : 0;
}

bool is_older(const Schema& wanted, std::int64_t application, std::int64_t version) {
  return wanted.kind == Kind::state && application == wanted.application && version >= 1 &&
         version < wanted.version;
}

Result<> refuse(std::int64_t application, std::int64_t version, const Schema& wanted) {
  if (application == kFormerApplication) {
    return fail(Code::corrupt,
                "the database is of a pre-release that kept everything in one file, and cannot "
                "be taken over; move it away and name a new state folder");
  }
  if (wanted.kind == Kind::vault && application == wanted.application &&
      version < wanted.version) {
    return fail(Code::corrupt,
                "the database is of a pre-release that kept references unsealed, and is not "
                "taken over; enrol again in a new state folder, and erase this file for good");
  }
  if (is_older(wanted, application, version)) {
    return fail(Code::conflict,
                fmt::format("the database has schema {}, and this program writes {}; make it "
                            "anew from the record with `menshen ledger rebuild`",
                            version, wanted.version));
  }
  if (application == wanted.application) {
    return fail(Code::corrupt,
                fmt::format("the database has schema {}, and this program knows {}; use the "
                            "program that wrote it",
                            version, wanted.version));
  }
  const auto* const other = std::ranges::find(
      kSchemas, application, [](const Schema& each) { return each.application; });
  if (other != std::end(kSchemas)) {
    return fail(Code::corrupt,
                fmt::format("the database is {}, not {}; put the files back where "
                            "they were",
                            other->name, wanted.name));
  }
  return fail(Code::corrupt, "the file is a database of another program; name another file");
}

}  // namespace

Result<> bring_to_schema(Connection& connection, Kind kind) {
  const Schema& wanted = *std::ranges::find(kSchemas, kind, &Schema::kind);
  MENSHEN_TRY(const auto application, pragma(connection, "PRAGMA application_id"));
  MENSHEN_TRY(const auto version, pragma(connection, "PRAGMA user_version"));
  MENSHEN_TRY(const auto tables, pragma(connection, "SELECT count(*) FROM sqlite_schema"));
  if (application == wanted.application && version == wanted.version) return {};
  if (application != 0 || tables != 0) return refuse(application, version, wanted);
  const auto create = fmt::format(
      "BEGIN IMMEDIATE; {} PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT;",
      wanted.create, wanted.application, wanted.version);
  return connection.execute(create.c_str());
}

Result<bool> is_of_older_schema(Connection& connection, Kind kind) {
  MENSHEN_TRY(const auto application, pragma(connection, "PRAGMA application_id"));
  MENSHEN_TRY(const auto version, pragma(connection, "PRAGMA user_version"));
  return is_older(*std::ranges::find(kSchemas, kind, &Schema::kind), application, version);
}

}  // namespace menshen::store_sqlite
