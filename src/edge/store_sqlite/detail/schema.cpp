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

constexpr const char* kCreateState = R"(
CREATE TABLE applied(
  one INTEGER PRIMARY KEY CHECK(one = 1), next INTEGER NOT NULL CHECK(next >= 0)) STRICT;
INSERT INTO applied VALUES(1, 0);
CREATE TABLE purpose(
  id TEXT PRIMARY KEY, kind TEXT, mode TEXT, basis TEXT, basis_documented INTEGER,
  basis_within_reason INTEGER, is_specific INTEGER, necessity_assessed INTEGER, least_impact_chosen INTEGER,
  has_live_effect INTEGER, storage_place TEXT, storage_exception TEXT,
  transmits_over_internet INTEGER, retention_days INTEGER, assessed_on INTEGER,
  assessment_is_current INTEGER, minors_rules_in_place INTEGER,
  written_form_required INTEGER, withdrawal_is_convenient INTEGER,
  service_needs_face INTEGER) STRICT;
CREATE TABLE place(
  id TEXT PRIMARY KEY, place_class TEXT, open_to_public INTEGER, capture_is_bounded INTEGER,
  public_security_need INTEGER,
  signage_in_place INTEGER, collection_area_limited INTEGER, flow_misleads INTEGER,
  flow_uses_fraud INTEGER, flow_coerces INTEGER, state_rule_requires_face INTEGER,
  spot TEXT, flow_refuses_service INTEGER, covers_third_party_area INTEGER) STRICT;
CREATE TABLE device(
  id TEXT PRIMARY KEY, place TEXT NOT NULL REFERENCES place(id)) STRICT;
CREATE TABLE notice(
  id TEXT PRIMARY KEY, purpose TEXT NOT NULL REFERENCES purpose(id),
  version INTEGER NOT NULL, names_processor INTEGER,
  states_purpose_method_retention INTEGER, states_necessity_and_impact INTEGER,
  states_rights INTEGER, states_other_items INTEGER, is_accessible INTEGER,
  UNIQUE(purpose, version)) STRICT;
CREATE TABLE subject(
  id TEXT PRIMARY KEY, birth_date INTEGER, is_disabled_or_elderly INTEGER) STRICT;
CREATE TABLE consent(
  id TEXT PRIMARY KEY, subject TEXT NOT NULL REFERENCES subject(id),
  purpose TEXT NOT NULL REFERENCES purpose(id), notice TEXT NOT NULL REFERENCES notice(id),
  notice_shown_at INTEGER, was_given INTEGER, kind TEXT, is_informed INTEGER,
  is_voluntary INTEGER, is_explicit INTEGER, is_condition_of_service INTEGER,
  is_written INTEGER, answered_at INTEGER NOT NULL, withdrawn_at INTEGER,
  guardian_consents INTEGER, guardian_relation_proved INTEGER) STRICT;
CREATE INDEX consent_of ON consent(subject, purpose, answered_at);
CREATE TABLE alternative(
  id TEXT PRIMARY KEY, place TEXT NOT NULL REFERENCES place(id), kind TEXT NOT NULL,
  is_working INTEGER, costs_extra INTEGER, needs_approval INTEGER, is_impractical INTEGER,
  wait_percent_of_face INTEGER) STRICT;
CREATE INDEX alternative_at ON alternative(place);
)";

// The index has all that is asked of every record but what is sealed, which fills pages.
constexpr const char* kCreateVault = R"(
CREATE TABLE template(
  subject TEXT NOT NULL, purpose TEXT NOT NULL, model TEXT NOT NULL, sealed BLOB NOT NULL,
  enrolled_at INTEGER NOT NULL, keep_until INTEGER NOT NULL,
  is_frozen INTEGER NOT NULL CHECK(is_frozen IN (0, 1)), epoch INTEGER NOT NULL,
  PRIMARY KEY(subject, purpose, model)) STRICT;
CREATE INDEX template_of ON template(purpose, model, subject, epoch);
)";

constexpr std::array kSchemas{
    Schema{Kind::state, 0x4D656E53, 1, "the registry", kCreateState},             // "MenS"
    Schema{Kind::vault, 0x4D656E56, 2, "the vault of references", kCreateVault},  // "MenV"
};

Result<std::int64_t> pragma(Connection& connection, const char* sql) {
  MENSHEN_TRY(Statement statement, Statement::prepare(connection, sql));
  MENSHEN_TRY(const bool row, statement.step());
  return row ? statement.column<std::int64_t>(0) : 0;
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

}  // namespace menshen::store_sqlite
