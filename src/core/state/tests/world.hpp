// A record, a registry, keys and references, wired as in the program; for this room's tests.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/erasure.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/temporary_folder.hpp"
#include "consent/testing/answer_for_test.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/testing/memory_template_store.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "ledger/testing/memory_subject_keys.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/sealing.hpp"
#include "registry/testing/filled.hpp"
#include "registry/testing/fragile_registry.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::state {

using registry::Fault;
using registry::struck;

class FragileKeys final : public ledger::SubjectKeys {
 public:
  FragileKeys(const Crypto& crypto, Fault& fault) : kept_(crypto), fault_(fault) {}

  Result<Digest> key_of(const SubjectId& subject) override { return kept_.key_of(subject); }
  Result<> make_keys(std::span<const SubjectId> subjects) override {
    return kept_.make_keys(subjects);
  }
  Result<std::optional<Digest>> existing(const SubjectId& subject) const override {
    return kept_.existing(subject);
  }
  Result<bool> destroy(const SubjectId& subject) override {
    if (fault_.strikes()) return struck();
    return kept_.destroy(subject);
  }
  Result<std::vector<SubjectId>> all() const override { return kept_.all(); }

 private:
  ledger::MemorySubjectKeys kept_;
  Fault& fault_;
};

// A registry in a file of its own.
class OneRegistry final : public registry::FragileRegistry {
 public:
  OneRegistry(Fault& fault, const registry::Sealing& sealing)
      : FragileRegistry(kept_, fault), kept_(*database_, sealing) {}

  // Every record with its origin, who is on file whether there is a key or not, and how far
  // the record was applied. Rows themselves differ: each is sealed under a fresh nonce.
  [[nodiscard]] std::vector<std::string> rows() {
    std::vector<std::string> rows;
    const auto records = kept_.all().value();
    for (const auto& [record, origin] : records) {
      rows.push_back(fmt::format("{} {} v{} of entry {} at {}", registry::kind_name(record),
                                 to_hex(registry::encode(record)), origin.version, origin.entry,
                                 origin.at.time_since_epoch().count()));
    }
    const auto persons = kept_.persons().value();
    for (const auto& person : persons) rows.push_back(person.text());
    rows.push_back(std::to_string(kept_.applied().value()));
    return rows;
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<store_sqlite::Database> database_ =
      store_sqlite::Database::open(folder_.path() / "state.db", store_sqlite::Kind::state)
          .value();
  store_sqlite::SqliteRegistry kept_;
};

inline constexpr Instant kNow{std::chrono::seconds{1'800'000'000}};

class StateWorld {
 public:
  StateWorld() { reopen(); }

  // As after a restart; the stores are as they were left.
  void reopen() {
    state_.reset();
    state_ = open(registry).value();
  }

  [[nodiscard]] Result<std::unique_ptr<State>> open(registry::Registry& into) {
    return State::open(
        {.ledger = record.get(), .crypto = crypto, .clock = clock, .stores = stores(into)});
  }

  [[nodiscard]] Stores stores(registry::Registry& into) {
    return {.keys = keys,
            .registry = into,
            .forget = [this](std::span<const Erasure> erasures) -> Result<std::size_t> {
              if (fault.strikes()) return struck();
              return templates.erase_all(erasures);
            },
            .freeze = [this](const SubjectId& subject, const std::optional<PurposeId>& purpose,
                             bool is_frozen) -> Result<std::size_t> {
              if (fault.strikes()) return struck();
              return templates.set_frozen(subject, purpose, is_frozen);
            }};
  }

  // Whether the person's only reference is compared with nothing.
  [[nodiscard]] bool is_frozen(const char* subject) const {
    const gallery::TemplateKey key{
        .subject = SubjectId(subject), .purpose = PurposeId("door"), .model = "m"};
    return templates.get(key).value().value().is_frozen;
  }

  [[nodiscard]] State& get() noexcept { return *state_; }
  [[nodiscard]] State* operator->() noexcept { return state_.get(); }

  [[nodiscard]] std::uint64_t entries() { return record->archive().head().size; }

  [[nodiscard]] ledger::Entry entry(std::uint64_t index) {
    return ledger::parse_entry(record->archive().read(index).value().leaf).value();
  }

  // A door, with a notice, and ana; each as an entry of its own.
  void furnish() {
    const registry::Record records[] = {
        registry::Purpose{.id = PurposeId("door"), .kind = "entrance_access"},
        registry::Place{.id = PlaceId("hall")},
        registry::Device{.id = DeviceId("cam"), .place = PlaceId("hall")},
        registry::Notice{.id = registry::NoticeId("n1"), .purpose = PurposeId("door")},
        registry::Subject{.id = SubjectId("ana"), .birth_date = CivilDate{kBorn}},
    };
    for (const auto& each : records) {
      const auto done = get().put(each, author());
      ASSERT_TRUE(done) << done.error().what;
    }
  }

  void enrol(const char* subject, Instant when) {
    std::vector<float> values{0.6F, -0.8F};
    ASSERT_TRUE(templates.put(
        {.key = {.subject = SubjectId(subject), .purpose = PurposeId("door"), .model = "m"},
         .reference = face::Embedding::make(values).value(),
         .enrolled_at = when,
         .keep_until = CivilDate{}}));
  }

  [[nodiscard]] registry::World world(const char* subject) {
    return get().world(PurposeId("door"), DeviceId("cam"), SubjectId(subject)).value();
  }

  [[nodiscard]] static Author author() {
    return {.actor = "operator", .place = PlaceId("hall")};
  }

  [[nodiscard]] static registry::Consent consent(const char* id, const char* subject) {
    return {.id = registry::ConsentId(id),
            .subject = SubjectId(subject),
            .purpose = PurposeId("door"),
            .notice = registry::NoticeId("n1"),
            .given = true,
            .form = "separate",
            .answered_at = kNow};
  }
  Result<Changed> lapse(std::initializer_list<State::Lapsed> lapsed) {
    return state_->lapse_all(lapsed, author());
  }

  [[nodiscard]] Result<Changed> answer(const registry::Consent& consent) {
    return get().record(consent::AnswerForTest::make(consent), author());
  }

  // The person's latest answer.
  [[nodiscard]] registry::Kept<registry::Consent> latest(const char* subject) {
    return world(subject).person.consents.at(0);
  }

  static constexpr std::chrono::days kBorn{-400};  // before 1970

  // NOLINTBEGIN: read and changed by the tests
  crypto_openssl::OpensslCrypto crypto;
  crypto_openssl::OpensslSigner signer{Digest{std::byte{1}}};
  FixedClock clock{kNow};
  ledger::LedgerForTest record{crypto, signer, clock};
  Fault fault;
  FragileKeys keys{crypto, fault};
  PersonalSealing sealing{keys, crypto};
  gallery::MemoryTemplateStore templates;
  OneRegistry registry{fault, sealing};
  // NOLINTEND

 private:
  std::unique_ptr<State> state_;
};

}  // namespace menshen::state
