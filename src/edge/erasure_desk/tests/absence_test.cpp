#include "erasure_desk/absence.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/testing/temporary_folder.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/embedding.hpp"
#include "gallery/testing/memory_template_store.hpp"
#include "ledger/entry.hpp"
#include "ledger/side.hpp"
#include "ledger/testing/memory_archive.hpp"
#include "registry/testing/memory_sealing.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "vault/testing/vault_for_test.hpp"

namespace menshen::erasure_desk {
namespace {

namespace fs = std::filesystem;

const SubjectId kPerson("person-4711");
const SubjectId kOther("person-0815");

// Everything that is kept, with one other person in it.
struct World {
  World() {
    state = store_sqlite::Database::open(folder.path() / "state.db", store_sqlite::Kind::state)
                .value();
    registry = std::make_unique<store_sqlite::SqliteRegistry>(*state, sealing);
    static_cast<void>(test_vault.open());
    put(kOther);
    enter(kOther, kOther, "consents to the door");
    enter(ledger::organization(), ledger::organization(), "the door is at the lobby");
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  World(World&&) = delete;
  World& operator=(World&&) = delete;
  ~World() {
    registry.reset();
    state.reset();
  }

  void put(const SubjectId& subject) {
    const registry::Recorded put{
        .change =
            registry::Put{.record = registry::Subject{.id = subject}, .stamp = std::nullopt}};
    ASSERT_TRUE(registry->apply(std::span(&put, 1), ++applied));
  }

  // An entry about `about`, whose side record the key of `reader` opens.
  void enter(const SubjectId& about, const SubjectId& reader, std::string_view side) {
    ledger::Entry entry{.decision = DecisionId("decision-" + std::to_string(++applied)),
                        .actor = "operator",
                        .action = "face.verify",
                        .purpose = PurposeId("door"),
                        .place = PlaceId("lobby")};
    const auto sealed =
        ledger::add_side(entry, crypto, test_vault.vault().key_of(reader).value(), about,
                         std::as_bytes(std::span(side)));
    archive.append({.leaf = ledger::canonical(entry), .side = sealed});
  }

  void write(const fs::path& file, std::string_view text) const {
    fs::create_directories((folder.path() / file).parent_path());
    std::ofstream(folder.path() / file, std::ios::binary) << text;
  }

  [[nodiscard]] std::vector<Store> stores() const {
    return {records_in(*registry), references_in(templates), keys_in(test_vault.vault()),
            entries_in(archive, test_vault.vault(), crypto)};
  }

  [[nodiscard]] Absence look() const {
    return look_for(kPerson, stores(), {folder.path()}).value();
  }

  // NOLINTBEGIN: for the tests to use
  TemporaryFolder folder;
  std::unique_ptr<store_sqlite::Database> state;
  crypto_openssl::OpensslCrypto crypto;
  registry::MemorySealing sealing{crypto};
  std::unique_ptr<store_sqlite::SqliteRegistry> registry;
  gallery::MemoryTemplateStore templates;
  mutable vault::VaultForTest test_vault{crypto};
  ledger::MemoryArchive archive{crypto};
  std::uint64_t applied = 0;
  // NOLINTEND
};

TEST(LookFor, finds_nothing_where_nothing_is) {
  const World world;
  const auto absence = world.look();
  EXPECT_TRUE(absence.is_absent());
  EXPECT_EQ(absence.stores.size(), 4U);
  ASSERT_EQ(absence.folders.size(), 1U);
  EXPECT_GE(absence.folders[0].files, 1U);
  EXPECT_GE(absence.folders[0].bytes, 4096U);
}

struct Trace {
  std::string_view name;
  std::function<void(World&)> plant;
  std::string_view shown;  // in the report
};

void PrintTo(const Trace& trace, std::ostream* out) { *out << trace.name; }

class Planted : public testing::TestWithParam<Trace> {};

TEST_P(Planted, is_found) {
  World world;
  GetParam().plant(world);
  const auto absence = world.look();
  EXPECT_FALSE(absence.is_absent());
  EXPECT_THAT(absence_as_text(absence, Language::en), testing::HasSubstr(GetParam().shown));
  EXPECT_THAT(absence_as_json(absence), testing::HasSubstr(R"("is_absent":false)"));
}

face::Embedding some_reference() {
  std::array values{1.0F, 0.0F};
  return face::Embedding::make(values).value();
}

// The pseudonym, so that it lies across the windows that a file is read in.
std::string across_a_window() {
  return std::string((std::size_t{1} << 20U) - 5, 'x') + kPerson.text() + "xx";
}

INSTANTIATE_TEST_SUITE_P(
    traces, Planted,
    testing::Values(
        Trace{"a_record", [](World& w) { w.put(kPerson); }, "state.db records: 1"},
        Trace{"a_reference",
              [](World& w) {
                static_cast<void>(w.templates.put(
                    {.key = {.subject = kPerson, .purpose = PurposeId("door"), .model = "m"},
                     .reference = some_reference(),
                     .enrolled_at = {},
                     .keep_until = {}}));
              },
              "vault.db references: 1"},
        Trace{"a_key",
              [](World& w) { static_cast<void>(w.test_vault.vault().key_of(kPerson)); },
              "vault.keys keys: 1"},
        Trace{"an_entry_that_commits_to_the_person",
              [](World& w) { w.enter(kPerson, kPerson, "{}"); }, "record linked entries: 1"},
        Trace{"a_side_record_of_another_person",
              [](World& w) { w.enter(kOther, kOther, R"({"ward":"person-4711"})"); },
              "record linked entries: 1"},
        Trace{"a_side_record_of_the_organization",
              [](World& w) {
                w.enter(ledger::organization(), ledger::organization(), "for person-4711");
              },
              "record linked entries: 1"},
        Trace{"a_file", [](World& w) { w.write("left/notes.txt", "about person-4711"); },
              "holds the pseudonym: left/notes.txt"},
        Trace{"a_file_in_whose_window_it_does_not_fit",
              [](World& w) { w.write("large", across_a_window()); },
              "holds the pseudonym: large"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(LookFor, does_not_take_an_entry_whose_key_is_gone_for_a_trace) {
  World world;
  world.enter(kPerson, kPerson, "consents to the door");
  ASSERT_FALSE(world.look().is_absent());
  ASSERT_TRUE(world.test_vault.vault().destroy(kPerson).value());
  EXPECT_TRUE(world.look().is_absent());
}

TEST(LookFor, takes_no_empty_pseudonym_and_no_folder_that_is_not_there) {
  const World world;
  EXPECT_EQ(look_for(SubjectId(""), world.stores(), {}).error().code, Code::invalid_input);
  EXPECT_EQ(look_for(kPerson, {}, {world.folder.path() / "nowhere"}).error().code,
            Code::not_found);
}

TEST(AbsenceReport, speaks_both_languages) {
  const World world;
  EXPECT_THAT(absence_as_text(world.look(), Language::zh),
              testing::StartsWith("未找到该当事人"));
  EXPECT_THAT(absence_as_json(world.look()), testing::HasSubstr(R"("is_absent":true)"));
}

TEST(DestroyedBetween, sets_the_counts_side_by_side) {
  const auto rows = destroyed_between({{.name = "state.db", .what = "records", .found = 3}},
                                      {{.name = "state.db", .what = "records", .found = 0}});
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].before, 3U);
  EXPECT_EQ(rows[0].after, 0U);
}

}  // namespace
}  // namespace menshen::erasure_desk
