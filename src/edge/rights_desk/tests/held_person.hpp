// A person of whom everything is held that can be, over real stores and a real record, beside
// another person; for the tests of this room.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
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
#include "ledger/entry.hpp"
#include "ledger/side.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "ledger/testing/memory_subject_keys.hpp"
#include "registry/records.hpp"
#include "registry/starting_site.hpp"
#include "rights_desk/person_file.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"

namespace menshen::rights_desk {

inline constexpr Instant kNow{std::chrono::seconds{1'800'000'000}};
inline const SubjectId kAna("ana");
inline const SubjectId kBo("bo");

// What of a reference must stand in nothing that is handed over.
inline constexpr std::string_view kSealedBytes = "not-for-anybody";

class HeldPerson {
 public:
  HeldPerson() {
    state_file_ =
        store_sqlite::Database::open(folder_.path() / "state.db", store_sqlite::Kind::state)
            .value();
    vault_file_ =
        store_sqlite::Database::open(folder_.path() / "vault.db", store_sqlite::Kind::vault)
            .value();
    registry_ = std::make_unique<store_sqlite::SqliteRegistry>(*state_file_, sealing_);
    references_ = std::make_unique<store_sqlite::SqliteSealedStore>(*vault_file_);
    state_ = state::State::open({.ledger = ledger_.get(),
                                 .crypto = crypto,
                                 .clock = clock_,
                                 .stores = {.keys = keys_,
                                            .registry = *registry_,
                                            .forget = [](std::span<const Erasure> /*all*/)
                                                -> Result<std::size_t> { return 0U; }}})
                 .value();
    registry::StartingSite site{
        .name_zh = "某公司", .name_en = "Some company", .contact = "privacy@example.com"};
    for (const auto& record : registry::records_of(site, CivilDate{}, crypto)) put(record);
    put(registry::Subject{.id = kAna, .relation = "resident"});
    put(registry::Subject{.id = kBo, .relation = "guest"});
    answer("c-ana", kAna);
    answer("c-bo", kBo);
    keep(kAna);
    keep(kBo);
  }
  HeldPerson(const HeldPerson&) = delete;
  HeldPerson& operator=(const HeldPerson&) = delete;
  HeldPerson(HeldPerson&&) = delete;
  HeldPerson& operator=(HeldPerson&&) = delete;

  void put(const registry::Record& record) {
    static_cast<void>(state_->put(record, {.actor = "operator"}).value());
  }

  void erase(const SubjectId& subject) {
    static_cast<void>(state_->erase(subject, {.actor = "operator"}).value());
  }

  // A decision about the person, which came to `came_to` unless that is empty.
  void decide(const SubjectId& subject, ledger::Verdict verdict, std::string_view rested_on,
              std::string_view came_to) {
    ledger::Entry entry{.event = ledger::Event::decision,
                        .decision = DecisionId("decision-" + std::to_string(++decisions_)),
                        .time = kNow,
                        .actor = "operator",
                        .action = "face.verify",
                        .purpose = PurposeId("door"),
                        .place = PlaceId("entrance"),
                        .verdict = verdict};
    if (verdict == ledger::Verdict::deny) entry.rules = {"PIPL-44-1"};
    const auto side = ledger::add_side(entry, crypto, keys_.existing(subject).value().value(),
                                       subject, std::as_bytes(std::span(rested_on)));
    static_cast<void>(ledger_->seal(entry, side).value());
    if (came_to.empty()) return;
    entry.event = ledger::Event::outcome;
    entry.verdict = ledger::Verdict::none;
    entry.rules = {std::string(came_to)};
    entry.payload = {};
    static_cast<void>(ledger_->seal(entry).value());
  }

  [[nodiscard]] Result<PersonFile> gather(const SubjectId& subject = kAna) {
    return rights_desk::gather({.registry = *registry_,
                                .references = *references_,
                                .archive = ledger_->archive(),
                                .keys = keys_,
                                .crypto = crypto},
                               subject, kNow);
  }

  const crypto_openssl::OpensslCrypto crypto;  // NOLINT: read by the tests

 private:
  void answer(const char* id, const SubjectId& subject) {
    const registry::Consent consent{.id = registry::ConsentId(id),
                                    .subject = subject,
                                    .purpose = PurposeId("door"),
                                    .notice = registry::notice_of({}).id,
                                    .given = true,
                                    .form = "separate",
                                    .answered_at = kNow};
    static_cast<void>(
        state_->record(consent::AnswerForTest::make(consent), {.actor = "operator"}).value());
  }

  void keep(const SubjectId& subject) {
    const auto sealed = std::as_bytes(std::span(kSealedBytes));
    const vault::SealedRecord record{
        .key = {.subject = subject, .purpose = PurposeId("door"), .model = "model-1"},
        .sealed = {sealed.begin(), sealed.end()},
        .enrolled_at = kNow,
        .keep_until = CivilDate{std::chrono::year{2027} / 6 / 1}};
    EXPECT_TRUE(references_->put(std::span(&record, 1)));
  }

  crypto_openssl::OpensslSigner signer_{Digest{std::byte{1}}};
  FixedClock clock_{kNow};
  ledger::LedgerForTest ledger_{crypto, signer_, clock_};
  ledger::MemorySubjectKeys keys_{crypto};
  state::PersonalSealing sealing_{keys_, crypto};
  TemporaryFolder folder_;
  std::unique_ptr<store_sqlite::Database> state_file_;
  std::unique_ptr<store_sqlite::Database> vault_file_;
  std::unique_ptr<store_sqlite::SqliteRegistry> registry_;
  std::unique_ptr<store_sqlite::SqliteSealedStore> references_;
  std::unique_ptr<state::State> state_;
  int decisions_ = 0;
};

}  // namespace menshen::rights_desk
