// What stands in the registry's file, and what does not.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/testing/filled.hpp"
#include "registry/testing/memory_sealing.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/tests/folder.hpp"

namespace menshen::store_sqlite {
namespace {

namespace fs = std::filesystem;
using namespace registry;  // NOLINT: the words of the records

const crypto_openssl::OpensslCrypto kCrypto;

class RegistryFile : public testing::Test {
 protected:
  void put(const Record& record) {
    const Recorded recorded{.change = Put{record, {}}, .entry = next_};
    const auto done = registry_.apply(std::span(&recorded, 1), next_ + 1);
    ASSERT_TRUE(done) << kind_name(record) << ": " << done.error().what;
    ++next_;
  }

  [[nodiscard]] bool has(std::string_view text) const {
    return folder_.everything().find(text) != std::string::npos;
  }

  // Of the row, as it is sealed.
  [[nodiscard]] std::vector<std::byte> sealed(const char* table, const char* id) {
    auto row =
        Statement::prepare(database_->connection(), "SELECT sealed FROM " + std::string(table) +
                                                        " WHERE id = '" + id + "'");
    EXPECT_TRUE(row->step().value());
    return row->column<std::vector<std::byte>>(0);
  }

  // NOLINTBEGIN: read by the tests
  Folder folder_;
  std::unique_ptr<Database> database_ = Database::open(folder_.file(), Kind::state).value();
  MemorySealing sealing_{kCrypto};
  SqliteRegistry registry_{*database_, sealing_};
  std::uint64_t next_ = 0;
  // NOLINTEND
};

// Where a text may be found by its value: what no identifier and no other kind says.
constexpr std::string_view kMark = "recognisable-5f0c2e-";

TEST_F(RegistryFile, holds_identifiers_of_persons_and_not_one_of_their_values) {
  for (auto& record : one_of_each(Filled::whole)) put(record);
  const auto mark = [](std::string_view of) { return std::string(kMark) + std::string(of); };
  Digest digest{};
  kCrypto.random(digest);

  auto subject = filled<Subject>();
  subject.relation = mark("relation");
  subject.needs = {mark("need")};
  auto guardian = filled<Guardian>();
  guardian.verified_by = mark("office");
  guardian.proof_scan = digest;
  auto consent = filled<Consent>();
  consent.entered_by = mark("clerk");
  consent.scan = digest;
  consent.terms = digest;
  auto request = filled<Request>();
  request.text = mark("wish");
  request.answer = digest;
  auto complaint = filled<Complaint>();
  complaint.text = mark("grief");
  auto obligation = filled<Obligation>();
  obligation.done_by = mark("done by");
  obligation.evidence = digest;
  for (const Record& each : {Record(subject), Record(guardian), Record(consent),
                             Record(request), Record(complaint), Record(obligation)}) {
    put(each);
    EXPECT_TRUE(has(id_text(each))) << kind_name(each);
  }
  EXPECT_FALSE(has(kMark));
  EXPECT_FALSE(has({reinterpret_cast<const char*>(digest.data()), digest.size()}));  // NOLINT
  // So it would have been found.
  put(Purpose{.id = PurposeId("till"), .necessity = mark("necessity")});
  EXPECT_TRUE(has(kMark));
  // And can be read by whoever has the key.
  EXPECT_EQ(registry::find<Subject>(registry_, subject.id).value()->record.relation,
            subject.relation);
}

TEST_F(RegistryFile, seals_a_row_for_its_person_its_kind_and_its_identifier) {
  for (auto& record : one_of_each(Filled::whole)) put(record);
  const SubjectId person("subject-1");
  for (const char* table : {"subject", "guardian", "consent", "request", "complaint"}) {
    const std::string id = std::string(table) + "-1";
    const auto row = sealed(table, id.c_str());
    const auto context = [](const std::string& text) {
      const auto bytes = std::as_bytes(std::span(text));
      return std::vector<std::byte>(bytes.begin(), bytes.end());
    };
    const std::string bound = "registry|" + std::string(table) + "|" + id;
    EXPECT_TRUE(sealing_.open(person, context(bound), row)) << table;
    EXPECT_FALSE(sealing_.open(person, context(bound + "0"), row)) << table;
    EXPECT_FALSE(sealing_.open(SubjectId("another"), context(bound), row)) << table;
    EXPECT_FALSE(sealing_.open(std::nullopt, context(bound), row)) << table;
  }
}

TEST_F(RegistryFile, says_of_a_row_that_was_moved_that_it_is_damaged) {
  put(Subject{.id = SubjectId("ana"), .age_band = "under_14"});
  put(Subject{.id = SubjectId("bo"), .age_band = "adult"});
  ASSERT_TRUE(database_->connection().execute(
      "UPDATE subject SET sealed = (SELECT sealed FROM subject WHERE id = 'bo') "
      "WHERE id = 'ana'"));
  const auto found = registry_.person(SubjectId("ana"), PurposeId("door"));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::corrupt);
}

TEST_F(RegistryFile, holds_no_byte_of_a_person_who_was_erased) {
  put(Purpose{.id = PurposeId("door")});
  put(Notice{.id = NoticeId("n1"), .purpose = PurposeId("door")});
  put(Subject{.id = SubjectId("somebody-1")});
  put(Guardian{.id = GuardianId("guardian-9"), .subject = SubjectId("somebody-1")});
  put(Consent{.id = ConsentId("consent-9"),
              .subject = SubjectId("somebody-1"),
              .purpose = PurposeId("door"),
              .notice = NoticeId("n1"),
              .guardian = GuardianId("guardian-9")});
  ASSERT_TRUE(has("somebody-1"));
  const Recorded erase{.change = Erase{SubjectId("somebody-1")}, .entry = next_};
  ASSERT_EQ(registry_.apply(std::span(&erase, 1), next_ + 1), 3U);
  for (const char* text : {"somebody-1", "guardian-9", "consent-9"}) EXPECT_FALSE(has(text));
}

// The tables of the first schema.
constexpr const char* kFirstSchema = R"(
CREATE TABLE applied(
  one INTEGER PRIMARY KEY CHECK(one = 1), next INTEGER NOT NULL CHECK(next >= 0)) STRICT;
INSERT INTO applied VALUES(1, 0);
CREATE TABLE purpose(
  id TEXT PRIMARY KEY, kind TEXT, mode TEXT, basis TEXT, basis_documented INTEGER,
  basis_within_reason INTEGER, is_specific INTEGER, necessity_assessed INTEGER,
  least_impact_chosen INTEGER, has_live_effect INTEGER, storage_place TEXT,
  storage_exception TEXT, transmits_over_internet INTEGER, retention_days INTEGER,
  assessed_on INTEGER, assessment_is_current INTEGER, minors_rules_in_place INTEGER,
  written_form_required INTEGER, withdrawal_is_convenient INTEGER,
  service_needs_face INTEGER) STRICT;
CREATE TABLE place(
  id TEXT PRIMARY KEY, place_class TEXT, open_to_public INTEGER, capture_is_bounded INTEGER,
  public_security_need INTEGER, signage_in_place INTEGER, collection_area_limited INTEGER,
  flow_misleads INTEGER, flow_uses_fraud INTEGER, flow_coerces INTEGER,
  state_rule_requires_face INTEGER, spot TEXT, flow_refuses_service INTEGER,
  covers_third_party_area INTEGER) STRICT;
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
PRAGMA application_id = 0x4D656E53; PRAGMA user_version = 1;
)";

struct Aged {
  std::string_view name;
  const char* sql;  // that makes the file; none: there is none
  Kind kind;
  bool is_outdated;
};

std::ostream& operator<<(std::ostream& out, const Aged& row) { return out << row.name; }

class IsOutdated : public testing::TestWithParam<Aged> {};

TEST_P(IsOutdated, a_file_of_an_older_schema_that_can_be_made_anew) {
  const Folder folder;
  if (GetParam().sql != nullptr) {
    ASSERT_TRUE(Connection::open(folder.file()).value()->execute(GetParam().sql));
  }
  EXPECT_EQ(Database::is_outdated(folder.file(), GetParam().kind), GetParam().is_outdated);
  // To ask makes nothing.
  EXPECT_EQ(fs::exists(folder.file()), GetParam().sql != nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    table, IsOutdated,
    testing::Values(Aged{"the_first_schema", kFirstSchema, Kind::state, true},
                    Aged{"no_file", nullptr, Kind::state, false},
                    Aged{"the_second_schema",
                         "PRAGMA application_id = 0x4D656E53; PRAGMA user_version = 2;",
                         Kind::state, true},
                    Aged{"the_present_schema",
                         "PRAGMA application_id = 0x4D656E53; PRAGMA user_version = 3;",
                         Kind::state, false},
                    Aged{"a_schema_to_come",
                         "PRAGMA application_id = 0x4D656E53; PRAGMA user_version = 4;",
                         Kind::state, false},
                    Aged{"another_programs", "CREATE TABLE theirs(x); PRAGMA user_version = 1;",
                         Kind::state, false},
                    Aged{"the_vault_for_the_registry",
                         "PRAGMA application_id = 0x4D656E56; PRAGMA user_version = 1;",
                         Kind::state, false},
                    Aged{"an_older_vault_which_nothing_makes_anew",
                         "PRAGMA application_id = 0x4D656E56; PRAGMA user_version = 1;",
                         Kind::vault, false}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(OutdatedRegistry, is_not_opened_and_says_how_it_is_made_anew) {
  const Folder folder;
  ASSERT_TRUE(Connection::open(folder.file()).value()->execute(kFirstSchema));
  const auto database = Database::open(folder.file(), Kind::state);
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, Code::conflict);
  EXPECT_NE(database.error().what.find("menshen ledger rebuild"), std::string::npos);
  EXPECT_EQ(Database::is_outdated(folder.file(), Kind::state), true);
}

}  // namespace
}  // namespace menshen::store_sqlite
