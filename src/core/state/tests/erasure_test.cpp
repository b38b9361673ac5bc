// What is left of a person who was erased, in a state folder as the program has it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/erasure.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/temporary_folder.hpp"
#include "consent/testing/answer_for_test.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/embedding.hpp"
#include "ledger/ledger.hpp"
#include "ledger/side.hpp"
#include "machine/posix_files.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "state/tests/world.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/detail/connection.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"
#include "vault/sealed_templates.hpp"
#include "vault/testing/memory_key_provider.hpp"
#include "vault/vault.hpp"

namespace menshen::state {
namespace {

namespace fs = std::filesystem;
using store_sqlite::Database;
using store_sqlite::Kind;

constexpr const char* kAna = "ana-5f0c2e";  // found in no file by chance
constexpr const char* kBo = "bo-77a1d9";

class Erasure : public testing::Test {
 protected:
  Erasure() { open(); }

  void open() {
    state_.reset();
    ledger_.reset();
    registry_.reset();
    sealing_.reset();
    templates_.reset();
    sealed_.reset();
    keys_.reset();
    state_file_.reset();
    vault_file_.reset();
    ledger_ = ledger::Ledger::open(
                  {.files = files_, .crypto = crypto_, .signer = signer_, .clock = clock_},
                  folder_.path() / "record", ledger::LedgerForTest::options())
                  .value();
    state_file_ = Database::open(folder_.path() / "state.db", Kind::state).value();
    vault_file_ = Database::open(folder_.path() / "vault.db", Kind::vault).value();
    keys_ = vault::Vault::open({.files = files_,
                                .crypto = crypto_,
                                .provider = provider_,
                                .memory = *std::pmr::new_delete_resource()},
                               folder_.path())
                .value();
    sealing_ = std::make_unique<PersonalSealing>(*keys_, crypto_);
    registry_ = std::make_unique<store_sqlite::SqliteRegistry>(*state_file_, *sealing_);
    sealed_ = std::make_unique<store_sqlite::SqliteSealedStore>(*vault_file_);
    templates_ = vault::SealedTemplates::open(*keys_, *sealed_, crypto_,
                                              *std::pmr::new_delete_resource())
                     .value();
    state_ = State::open({.ledger = *ledger_,
                          .crypto = crypto_,
                          .clock = clock_,
                          .stores = {.keys = *keys_,
                                     .registry = *registry_,
                                     .forget =
                                         [this](std::span<const menshen::Erasure> erasures) {
                                           return templates_->erase_all(erasures);
                                         }}})
                 .value();
  }

  void put(const registry::Record& record) {
    const auto done = state_->put(record, StateWorld::author());
    ASSERT_TRUE(done) << done.error().what;
  }

  void furnish() {
    put(registry::Purpose{.id = PurposeId("door")});
    put(registry::Notice{.id = registry::NoticeId("n1"), .purpose = PurposeId("door")});
    for (const char* person : {kAna, kBo}) live_through(person);
  }

  // On file, consents, is enrolled, and is decided about.
  void live_through(const char* person) {
    put(registry::Subject{.id = SubjectId(person), .birth_date = CivilDate{}});
    const auto consent =
        StateWorld::consent((std::string("consent of ") + person).c_str(), person);
    ASSERT_TRUE(state_->record(consent::AnswerForTest::make(consent), StateWorld::author()));
    std::vector<float> values{0.6F, -0.8F};
    ASSERT_TRUE(templates_->put(
        {.key = {.subject = SubjectId(person), .purpose = PurposeId("door"), .model = "m"},
         .reference = face::Embedding::make(values).value(),
         .enrolled_at = kNow,
         .keep_until = CivilDate{}}));
    ledger::Entry entry{.decision = DecisionId(std::string("decision about ") + person[0]),
                        .action = "face.verify",
                        .purpose = PurposeId("door"),
                        .place = PlaceId("hall")};
    const std::string_view facts = "consent.state = given (consent records)\n";
    const auto side = ledger::add_side(entry, crypto_, keys_->key_of(SubjectId(person)).value(),
                                       SubjectId(person), std::as_bytes(std::span(facts)));
    ASSERT_TRUE(ledger_->seal(entry, side));
  }

  // What every key that is left can tell of the person: entries that commit to the person, and
  // side records that open.
  struct Links {
    int commitments = 0;
    int sides = 0;
    bool operator==(const Links&) const = default;
  };

  // A side record counts as the person's when it opened before the erasure and the entry
  // committed to the person: so entries are given by number.
  [[nodiscard]] Links links_to(const char* person,
                               const std::vector<std::uint64_t>& of_person) {
    Links links;
    const auto subjects = keys_->all().value();
    const auto head = ledger_->archive().head();
    for (std::uint64_t index = 0; index < head.size; ++index) {
      const auto sealed = ledger_->archive().read(index).value();
      const auto entry = ledger::parse_entry(sealed.leaf).value();
      for (const auto& subject : subjects) {
        const auto key = keys_->existing(subject).value().value();
        const auto committing = ledger::commitment_key(crypto_, key);
        links.commitments += ledger::commitment(crypto_, committing, entry.decision,
                                                SubjectId(person)) == entry.subject;
        if (std::ranges::find(of_person, index) == of_person.end()) continue;
        links.sides += ledger::open_side(entry, crypto_, key, sealed.side).value().has_value();
      }
    }
    return links;
  }

  // Entries that commit to the person under the person's present key.
  [[nodiscard]] std::vector<std::uint64_t> entries_of(const char* person) {
    std::vector<std::uint64_t> indices;
    const auto key = keys_->existing(SubjectId(person)).value().value();
    const auto committing = ledger::commitment_key(crypto_, key);
    for (std::uint64_t i = 0; i < ledger_->archive().head().size; ++i) {
      const auto entry = ledger::parse_entry(ledger_->archive().read(i).value().leaf).value();
      if (ledger::commitment(crypto_, committing, entry.decision, SubjectId(person)) ==
          entry.subject) {
        indices.push_back(i);
      }
    }
    return indices;
  }

  // Files of the state folder that hold the text.
  [[nodiscard]] std::vector<std::string> files_with(std::string_view text) const {
    std::vector<std::string> names;
    for (const auto& each : fs::recursive_directory_iterator(folder_.path())) {
      if (!each.is_regular_file()) continue;
      std::ifstream file(each.path(), std::ios::binary);
      const std::string all(std::istreambuf_iterator<char>(file), {});
      if (all.find(text) != std::string::npos) names.push_back(each.path().filename());
    }
    return names;
  }

  Result<Changed> erase(const char* person) {
    return state_->erase(SubjectId(person), StateWorld::author());
  }

  // NOLINTBEGIN: read by the tests
  TemporaryFolder folder_;
  crypto_openssl::OpensslCrypto crypto_;
  crypto_openssl::OpensslSigner signer_{Digest{std::byte{1}}};
  FixedClock clock_{kNow};
  machine::PosixFiles files_;
  std::unique_ptr<Database> state_file_;
  std::unique_ptr<Database> vault_file_;
  vault::MemoryKeyProvider provider_;
  std::unique_ptr<vault::Vault> keys_;
  std::unique_ptr<PersonalSealing> sealing_;
  std::unique_ptr<store_sqlite::SqliteRegistry> registry_;
  std::unique_ptr<store_sqlite::SqliteSealedStore> sealed_;
  std::unique_ptr<vault::SealedTemplates> templates_;
  std::unique_ptr<ledger::Ledger> ledger_;
  std::unique_ptr<State> state_;
  // NOLINTEND
};

TEST_F(Erasure, leaves_the_tree_whole_and_nothing_that_leads_to_the_person) {
  furnish();
  const auto of_ana = entries_of(kAna);
  ASSERT_EQ(of_ana.size(), 3U);  // put, consent, decision
  EXPECT_EQ(links_to(kAna, of_ana), (Links{.commitments = 3, .sides = 3}));
  const auto of_bo = entries_of(kBo);
  const auto before = ledger_->archive().head();

  ASSERT_TRUE(erase(kAna));

  const auto after = ledger_->archive().head();
  EXPECT_EQ(after.size, before.size + 1);
  EXPECT_EQ(ledger_->archive().audit(), after);
  EXPECT_EQ(ledger_->archive().head_at(before.size), before);
  EXPECT_EQ(links_to(kAna, of_ana), Links{});
  EXPECT_EQ(links_to(kBo, of_bo), (Links{.commitments = 3, .sides = 3}));
}

TEST_F(Erasure, leaves_the_persons_name_in_no_file) {
  furnish();
  EXPECT_FALSE(files_with(kAna).empty());
  ASSERT_TRUE(erase(kAna));
  EXPECT_EQ(files_with(kAna), std::vector<std::string>{});
  EXPECT_FALSE(files_with(kBo).empty());
  open();
  EXPECT_EQ(files_with(kAna), std::vector<std::string>{});
}

TEST_F(Erasure, is_never_in_the_record_in_the_clear) {
  furnish();
  for (const auto& name : files_with(kAna)) {
    EXPECT_TRUE(name.starts_with("state.db") || name.starts_with("vault.")) << name;
  }
}

TEST_F(Erasure, does_not_join_who_comes_again_to_who_was_there) {
  furnish();
  const auto of_ana = entries_of(kAna);
  ASSERT_TRUE(erase(kAna));
  live_through(kAna);
  EXPECT_EQ(entries_of(kAna).size(), 3U);
  EXPECT_EQ(links_to(kAna, of_ana), (Links{.commitments = 3, .sides = 0}));
}

// Of the table of keys only the newest is ever put back; of the database, any.
TEST_F(Erasure, is_done_again_to_references_from_before_it) {
  furnish();
  const auto copy = folder_.path().string() + ".older";
  ASSERT_TRUE(vault_file_->connection().forget_deleted());  // all into the one file
  fs::copy_file(folder_.path() / "vault.db", copy);
  ASSERT_TRUE(erase(kAna));

  state_.reset();
  templates_.reset();
  sealed_.reset();
  vault_file_.reset();
  state_file_.reset();
  fs::remove(folder_.path() / "vault.db-wal");
  fs::copy_file(copy, folder_.path() / "vault.db", fs::copy_options::overwrite_existing);
  fs::remove(copy);
  ASSERT_NE(files_with(kAna), std::vector<std::string>{});  // the older database knows her
  open();
  EXPECT_EQ(files_with(kAna), std::vector<std::string>{});
  EXPECT_EQ(templates_->count(SubjectId(kAna)), 0U);
  EXPECT_EQ(keys_->existing(SubjectId(kAna)).value(), std::nullopt);
  EXPECT_EQ(templates_->count(SubjectId(kBo)), 1U);
}

TEST_F(Erasure, leaves_no_table_of_keys_that_an_older_copy_could_take_the_place_of) {
  furnish();
  const auto copy = folder_.path().string() + ".older";
  fs::copy_file(folder_.path() / "vault.keys", copy);
  ASSERT_TRUE(erase(kAna));
  state_.reset();
  registry_.reset();
  sealing_.reset();
  templates_.reset();
  keys_.reset();
  fs::copy_file(copy, folder_.path() / "vault.keys", fs::copy_options::overwrite_existing);
  fs::remove(copy);
  const auto opened = vault::Vault::open({.files = files_,
                                          .crypto = crypto_,
                                          .provider = provider_,
                                          .memory = *std::pmr::new_delete_resource()},
                                         folder_.path());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::corrupt);
}

}  // namespace
}  // namespace menshen::state
