// A state folder as the first version of this program left it: changes in the first form, and a
// state.db of the first schema, in which what is kept of persons stood in the clear. Keys,
// record and vault.db have the form that they had.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/cbor.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/side.hpp"
#include "ledger/subject_keys.hpp"
#include "machine/files.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/wire.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/testing/filled.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/detail/connection.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;
using namespace registry;  // NOLINT: the words of the records

constexpr Instant kWhen{std::chrono::milliseconds{1'800'000'000'123}};
constexpr std::int64_t kWhenNumber = 1'800'000'000'123;
constexpr std::int64_t kBornNumber = -4'000;

// What tells the file of before by its bytes.
constexpr std::string_view kInTheClear = "kept-in-the-clear";

struct Field {
  std::string_view name;
  std::variant<bool, std::int64_t, std::string_view> value;
};
using FieldList = std::vector<Field>;

// [1, kind, {name: value, …}], deterministic: shorter names first. By hand, so that what writes
// changes today has no part in it.
std::vector<std::byte> former(std::string_view kind, FieldList fields) {
  std::ranges::sort(
      fields, {}, [](const Field& field) { return std::pair(field.name.size(), field.name); });
  CborWriter out;
  out.array(3);
  out.unsigned_integer(1);
  out.text(kind);
  out.map(fields.size());
  for (const auto& [name, value] : fields) {
    out.text(name);
    if (const auto* yes = std::get_if<bool>(&value)) out.boolean(*yes);
    if (const auto* number = std::get_if<std::int64_t>(&value)) out.integer(*number);
    if (const auto* text = std::get_if<std::string_view>(&value)) out.text(*text);
  }
  return std::move(out).take();
}

std::vector<std::byte> former_consent(std::string_view id, std::string_view subject) {
  return former("consent", {{"id", id},
                            {"subject", subject},
                            {"purpose", "door"},
                            {"notice", "notice-1"},
                            {"notice_shown_at", kWhenNumber - 1},
                            {"was_given", true},
                            {"kind", "separate"},
                            {"is_informed", true},
                            {"is_voluntary", true},
                            {"is_explicit", true},
                            {"is_condition_of_service", false},
                            {"is_written", false},
                            {"answered_at", kWhenNumber},
                            {"guardian_consents", true},
                            {"guardian_relation_proved", true}});
}

// The tables of schema 1 that the test fills; none of it is asked of the rest.
constexpr const char* kFormerStateFile = R"(
BEGIN IMMEDIATE;
CREATE TABLE applied(
  one INTEGER PRIMARY KEY CHECK(one = 1), next INTEGER NOT NULL CHECK(next >= 0)) STRICT;
INSERT INTO applied VALUES(1, 0);
CREATE TABLE place(
  id TEXT PRIMARY KEY, place_class TEXT, open_to_public INTEGER, capture_is_bounded INTEGER,
  public_security_need INTEGER,
  signage_in_place INTEGER, collection_area_limited INTEGER, flow_misleads INTEGER,
  flow_uses_fraud INTEGER, flow_coerces INTEGER, state_rule_requires_face INTEGER,
  spot TEXT, flow_refuses_service INTEGER, covers_third_party_area INTEGER) STRICT;
CREATE TABLE subject(
  id TEXT PRIMARY KEY, birth_date INTEGER, is_disabled_or_elderly INTEGER) STRICT;
INSERT INTO place(id, spot) VALUES('hall', 'kept-in-the-clear');
INSERT INTO subject VALUES('ana', -4000, 1), ('ben', NULL, NULL);
UPDATE applied SET next = 14;
PRAGMA application_id = 0x4D656E53;
PRAGMA user_version = 1;
COMMIT;
)";

class FormerState : public testing::Test {
 protected:
  FormerState() : temporary_(TemporaryFolder::make().value()) {
    parts_ = begin_state(folder_.folder).value();
    put("purpose.put", former("purpose", {{"id", "door"},
                                          {"kind", "entrance_access"},
                                          {"mode", "one_to_one"},
                                          {"basis", "consent"},
                                          {"retention_days", std::int64_t{30}},
                                          {"assessed_on", std::int64_t{20'000}},
                                          {"assessment_is_current", true}}));
    put("place.put", former("place", {{"id", "hall"},
                                      {"place_class", "office"},
                                      {"spot", "entrance"},
                                      {"open_to_public", false},
                                      {"signage_in_place", true}}));
    put("device.put", former("device", {{"id", "cam"}, {"place", "hall"}}));
    put("alternative.put",
        former("alternative",
               {{"id", "card"}, {"place", "hall"}, {"kind", "card"}, {"is_working", true}}));
    put("notice.put", former("notice", {{"id", "notice-1"},
                                        {"purpose", "door"},
                                        {"version", std::int64_t{1}},
                                        {"names_processor", true},
                                        {"is_accessible", false}}));
    put("subject.put",
        former("subject",
               {{"id", "ana"}, {"birth_date", kBornNumber}, {"is_disabled_or_elderly", true}}),
        "ana");
    put("subject.put", former("subject", {{"id", "ben"}}), "ben");
    put("subject.put", former("subject", {{"id", "eve"}}), "eve");
    put("consent.record", former_consent("consent-1", "ana"), "ana");
    put("consent.record", former_consent("consent-2", "ben"), "ben");
    // What was told could be altered then.
    put("notice.put", former("notice", {{"id", "notice-1"},
                                        {"purpose", "door"},
                                        {"version", std::int64_t{1}},
                                        {"states_rights", true},
                                        {"is_accessible", true}}));
    seal(ledger::Event::decision, "face.verify", {}, "");
    put("consent.withdraw",
        former("withdraw",
               {{"subject", "ben"}, {"purpose", "door"}, {"when", kWhenNumber + 1}}),
        "ben");
    put("subject.erase", former("erase", {{"subject", "eve"}}), "eve");
    EXPECT_TRUE(parts_->vault->destroy(SubjectId("eve")).value());
  }

  void put(std::string_view action, const std::vector<std::byte>& text,
           std::string_view subject = "") {
    seal(ledger::Event::change, action, text, subject);
  }

  void seal(ledger::Event event, std::string_view action, const std::vector<std::byte>& text,
            std::string_view subject) {
    ledger::Entry entry{.event = event,
                        .decision = DecisionId(make_uuid7(kWhen, *parts_->crypto)),
                        .time = kWhen,
                        .actor = "operator",
                        .action = std::string(action),
                        .purpose = PurposeId(""),
                        .place = PlaceId("")};
    std::vector<std::byte> side;
    if (!text.empty()) {
      const SubjectId whose{std::string(subject)};
      side = ledger::add_side(entry, *parts_->crypto, parts_->vault->key_of(whose).value(),
                              whose, text);
    }
    EXPECT_EQ(parts_->ledger->seal(entry, side).value().sequence(), entries_++);
  }

  // The server of before is stopped, and leaves its file instead of ours.
  void leave() {
    parts_.reset();
    for (const char* suffix : {"", "-wal", "-shm"}) {
      fs::remove(folder_.state_file().string() + suffix);
    }
    const auto former = store_sqlite::Connection::open(folder_.state_file()).value();
    const auto done = former->execute(kFormerStateFile);
    ASSERT_TRUE(done) << done.error().what;
  }

  [[nodiscard]] bool is_outdated() const {
    return store_sqlite::Database::is_outdated(folder_.state_file(), store_sqlite::Kind::state)
        .value();
  }

  // In any file of the folder.
  [[nodiscard]] bool has(std::string_view text) const {
    return std::ranges::any_of(
        fs::recursive_directory_iterator(folder_.folder), [text](const auto& file) {
          if (!file.is_regular_file()) return false;
          const auto bytes = machine::read_file(file.path(), UINTMAX_MAX).value();
          const std::string_view all(reinterpret_cast<const char*>(bytes.data()),  // NOLINT
                                     bytes.size());
          return all.find(text) != std::string_view::npos;
        });
  }

  // NOLINTBEGIN: for the tests to use
  TemporaryFolder temporary_;
  StateFolder folder_{temporary_.path() / "state"};
  std::unique_ptr<Parts> parts_;
  std::uint64_t entries_ = 0;
  // NOLINTEND
};

// The same change by the tables of RFC 8949, as registry/tests/former_changes_test.cpp has it.
TEST(FormerChange, is_written_as_it_was) {
  EXPECT_EQ(to_hex(former("device", {{"place", "hall"}, {"id", "cam"}})),
            "830166646576696365a26269646363616d65706c6163656468616c6c");
}

std::vector<Record> what_it_says_today() {
  const auto consent = [](const char* id, const char* subject) {
    return Consent{.id = ConsentId(id),
                   .subject = SubjectId(subject),
                   .purpose = PurposeId("door"),
                   .notice = NoticeId("notice-1"),
                   .given = true,
                   .form = "separate",
                   .shown_at = kWhen - std::chrono::milliseconds(1),
                   .answered_at = kWhen};
  };
  auto withdrawn = consent("consent-2", "ben");
  withdrawn.withdrawn_at = kWhen + std::chrono::milliseconds(1);
  return {Place{.id = PlaceId("hall"),
                .place_class = "office",
                .spot = "entrance",
                .open_to_public = false},
          Device{.id = DeviceId("cam"), .place = PlaceId("hall")},
          Alternative{.id = AlternativeId("card"),
                      .place = PlaceId("hall"),
                      .kind = "card",
                      .is_working = true},
          Purpose{.id = PurposeId("door"),
                  .kind = "entrance_access",
                  .mode = "one_to_one",
                  .basis = "consent",
                  .retention_days = 30},
          Notice{.id = NoticeId("notice-1"),
                 .purpose = PurposeId("door"),
                 .version = 1,
                 .is_accessible = true},
          Subject{.id = SubjectId("ana"),
                  .birth_date = CivilDate(std::chrono::days(kBornNumber)),
                  .is_disabled_or_elderly = true},
          Subject{.id = SubjectId("ben")},
          consent("consent-1", "ana"),
          withdrawn};
}

TEST_F(FormerState, is_taken_over_with_every_record) {
  leave();
  ASSERT_TRUE(is_outdated());
  ASSERT_TRUE(has(kInTheClear));

  auto parts = open_state(folder_.folder);
  ASSERT_TRUE(parts) << parts.error().what;
  const auto& registry = *(*parts)->registry;
  const auto kept = registry.all().value();
  const auto expected = what_it_says_today();
  ASSERT_EQ(kept.size(), expected.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_TRUE(are_same(kept[i].record, expected[i])) << i << ": " << id_text(expected[i]);
  }
  EXPECT_THAT(registry.persons().value(),
              testing::ElementsAre(SubjectId("ana"), SubjectId("ben")));
  const auto notice = find<Notice>(registry, NoticeId("notice-1")).value();
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->origin, (Origin{.version = 2, .entry = 10, .at = kWhen}));
  // Nothing was written to the record for it, and nothing is left to be read of it.
  EXPECT_EQ((*parts)->ledger->archive().head().size, entries_);
  EXPECT_EQ(registry.applied().value(), entries_);

  parts->reset();
  EXPECT_FALSE(is_outdated());
  EXPECT_FALSE(has(kInTheClear));
}

TEST_F(FormerState, is_taken_over_once_and_used_from_then_on) {
  leave();
  {
    auto parts = open_state(folder_.folder);
    ASSERT_TRUE(parts) << parts.error().what;
    ASSERT_TRUE((*parts)->state->put(Subject{.id = SubjectId("ben"), .relation = "tenant"},
                                     {.actor = "operator"}));
    ASSERT_TRUE((*parts)->state->erase(SubjectId("ana"), {.actor = "operator"}));
  }
  const auto parts = open_state(folder_.folder);
  ASSERT_TRUE(parts) << parts.error().what;
  const auto ben = find<Subject>(*(*parts)->registry, SubjectId("ben")).value();
  ASSERT_TRUE(ben);
  EXPECT_EQ(ben->record.relation, "tenant");
  EXPECT_EQ(ben->origin.version, 2);
  EXPECT_EQ((*parts)->registry->count(SubjectId("ana")).value(), 0U);
}

TEST_F(FormerState, with_a_change_that_nobody_understands_stays_as_it_is) {
  put("ghost.put", former("ghost", {{"id", "g"}}));
  leave();
  const auto parts = open_state(folder_.folder);
  ASSERT_FALSE(parts);
  EXPECT_EQ(parts.error().code, Code::corrupt);
  EXPECT_THAT(parts.error().what, testing::HasSubstr("entry 14"));
  EXPECT_TRUE(is_outdated());
  EXPECT_TRUE(has(kInTheClear));
  EXPECT_FALSE(fs::exists(folder_.folder / "state.db.before"));
}

}  // namespace
}  // namespace menshen::app
