#include "store_sqlite/detail/schema.hpp"

#include <cstdint>

#include <fmt/core.h>

#include "base/error.hpp"
#include "store_sqlite/detail/connection.hpp"

namespace menshen::store_sqlite {
namespace {

constexpr std::int64_t kApplication = 0x4D656E73;  // "Mens"
constexpr std::int64_t kVersion = 1;

constexpr const char* kCreate = R"(
BEGIN IMMEDIATE;
CREATE TABLE log(
  sequence INTEGER PRIMARY KEY CHECK(sequence >= 0),
  entry BLOB NOT NULL) STRICT;
CREATE TRIGGER log_only_grows BEFORE DELETE ON log
  BEGIN SELECT RAISE(ABORT, 'the record only grows'); END;
CREATE TRIGGER log_never_changes BEFORE UPDATE ON log
  BEGIN SELECT RAISE(ABORT, 'the record never changes'); END;
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
  flow_uses_fraud INTEGER, flow_coerces INTEGER, state_rule_requires_face INTEGER) STRICT;
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
CREATE TABLE template(
  subject TEXT NOT NULL, purpose TEXT NOT NULL, model TEXT NOT NULL,
  reference BLOB NOT NULL, enrolled_at INTEGER NOT NULL, keep_until INTEGER NOT NULL,
  PRIMARY KEY(subject, purpose, model)) STRICT;
CREATE TABLE subject_key(subject TEXT PRIMARY KEY, key BLOB NOT NULL) STRICT;
)";

Result<std::int64_t> pragma(Connection& connection, const char* sql) {
  MENSHEN_TRY(Statement statement, Statement::prepare(connection, sql));
  MENSHEN_TRY(const bool row, statement.step());
  return row ? statement.column<std::int64_t>(0) : 0;
}

}  // namespace

Result<> bring_to_schema(Connection& connection) {
  MENSHEN_TRY(const auto application, pragma(connection, "PRAGMA application_id"));
  MENSHEN_TRY(const auto version, pragma(connection, "PRAGMA user_version"));
  MENSHEN_TRY(const auto tables, pragma(connection, "SELECT count(*) FROM sqlite_schema"));
  if (application == kApplication && version == kVersion) return {};
  if (application == kApplication && version > kVersion) {
    return fail(Code::corrupt,
                fmt::format("the database has schema {}, newer than this program's {}; use a "
                            "newer program",
                            version, kVersion));
  }
  if (application != 0 || tables != 0) {
    return fail(Code::corrupt, "the file is a database of another program; name another file");
  }
  if (const auto done = connection.execute(kCreate); !done) return done;
  const auto stamp = fmt::format(
      "PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT;", kApplication, kVersion);
  return connection.execute(stamp.c_str());
}

}  // namespace menshen::store_sqlite
