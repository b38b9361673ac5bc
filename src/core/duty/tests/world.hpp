// A house with a clock that tests move: the real state, record and registry, and references
// that are only counted.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
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
#include "catalogue/catalogue.hpp"
#include "consent/testing/answer_for_test.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "duty/clockwork.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "ledger/testing/memory_subject_keys.hpp"
#include "policy/program.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/scope.hpp"
#include "registry/testing/fragile_registry.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::duty {

inline CivilDate day_of(std::string_view text) { return parse_civil_date(text).value(); }

class CountedReferences final : public References {
 public:
  [[nodiscard]] Result<std::int64_t> persons() const override {
    return others + static_cast<std::int64_t>(kept.size());
  }
  [[nodiscard]] Result<std::vector<Reference>> expired(CivilDate day) const override {
    std::vector<Reference> found;
    for (const auto& [key, keep_until] : kept) {
      if (keep_until < day) {
        found.push_back(
            {.subject = key.first, .purpose = key.second, .keep_until = keep_until});
      }
    }
    return found;
  }

  // NOLINTBEGIN: read and changed by the tests
  std::map<std::pair<SubjectId, PurposeId>, CivilDate> kept;
  std::int64_t others = 0;
  // NOLINTEND
};

class World {
 public:
  explicit World(std::string_view day) {
    turn_to(day_of(day));
    reopen();
  }

  // As after a restart of the process.
  void reopen() {
    clockwork_.reset();
    state_.reset();
    state_ = state::State::open({.ledger = record.get(),
                                 .crypto = crypto,
                                 .clock = clock,
                                 .stores = {.keys = keys,
                                            .registry = registry,
                                            .forget =
                                                [this](std::span<const Erasure> erasures) {
                                                  return forget(erasures);
                                                }}})
                 .value();
    clockwork_ = std::make_unique<Clockwork>(
        Clockwork::Ports{.state = *state_,
                         .record = record->archive(),
                         .clock = clock,
                         .crypto = crypto,
                         .references = references,
                         .law = {.utc_offset = law.jurisdiction().utc_offset,
                                 .on = [this](CivilDate day) { return law_on(day); }}});
  }

  // Ten in the morning there.
  void turn_to(CivilDate day) {
    clock.set(Instant{day} + std::chrono::hours{10} - std::chrono::hours{8});
    today = day;
  }
  void turn_to(std::string_view day) { turn_to(day_of(day)); }

  // Another law from now on, which has more in it.
  void announce(const catalogue::Catalogue& another) { announced_ = another; }

  Tick tick() {
    clock.advance(std::chrono::milliseconds{1});
    const auto done = clockwork_->tick();
    EXPECT_TRUE(done) << done.error().what;
    return done.value_or(Tick{});
  }
  Tick tick_on(std::string_view day) {
    turn_to(day);
    return tick();
  }

  void put(const registry::Record& record_to_put) {
    clock.advance(std::chrono::milliseconds{1});
    const auto done = state_->put(record_to_put, {.actor = "operator"});
    ASSERT_TRUE(done) << done.error().what;
  }

  // What is on file of that kind, open or done.
  [[nodiscard]] std::vector<registry::Obligation> all(std::string_view kind) {
    const auto listed = registry::list<registry::Obligation>(
        registry, registry::OrganizationId("org"), {.after = "", .limit = 1'000});
    std::vector<registry::Obligation> found;
    for (const auto& kept : listed.value()) {
      if (kind.empty() || kept->kind == kind) found.push_back(kept.record);
    }
    return found;
  }
  [[nodiscard]] std::vector<registry::Obligation> open(std::string_view kind) {
    auto found = all(kind);
    std::erase_if(found, [](const auto& each) { return each.done_on.has_value(); });
    return found;
  }
  [[nodiscard]] std::optional<registry::Obligation> find(const std::string& id) {
    const auto found =
        registry::find<registry::Obligation>(registry, registry::ObligationId(id)).value();
    return found ? std::optional(found->record) : std::nullopt;
  }

  // A consent of that person, on the notice and terms as they are; for a child by `guardian`.
  void consents(const char* id, const char* subject, const char* guardian = nullptr,
                std::optional<CivilDate> expires_on = std::nullopt) {
    const auto setting = registry.setting(PurposeId("door"), DeviceId("")).value();
    registry::Consent consent{.id = registry::ConsentId(id),
                              .subject = SubjectId(subject),
                              .purpose = PurposeId("door"),
                              .notice = setting.notice->record.id,
                              .given = true,
                              .form = "separate",
                              .act = std::string(registry::kPressed),
                              .language = "zh-CN",
                              .shown_how = "screen",
                              .shown_at = clock.now(),
                              .alternative_offered = true,
                              .answered_at = clock.now(),
                              .terms = registry::terms_of(setting.purpose->record, crypto),
                              .expires_on = expires_on};
    if (guardian != nullptr) consent.guardian = registry::GuardianId(guardian);
    const auto done = state_->record(consent::AnswerForTest::make(consent), {.actor = "kiosk"});
    ASSERT_TRUE(done) << done.error().what;
  }

  void person(const char* id, std::string_view born) {
    put(registry::Subject{.id = SubjectId(id), .birth_date = day_of(born)});
  }
  void child(const char* id, std::string_view born) {
    person(id, born);
    put(registry::Guardian{.id = registry::GuardianId(std::string("g-") + id),
                           .subject = SubjectId(id),
                           .relation = "mother",
                           .proof = "household_register",
                           .verified_on = today});
  }
  void enrol(const char* subject, std::string_view keep_until) {
    references.kept.emplace(std::pair(SubjectId(subject), PurposeId("door")),
                            day_of(keep_until));
  }

  // An organization with one door in a place that is not open to the public.
  void furnish() {
    put(organization());
    put(registry::Site{.id = registry::SiteId("site"),
                       .organization = registry::OrganizationId("org")});
    put(place());
    put(door_purpose());
    put(registry::Device{
        .id = DeviceId("cam"), .place = PlaceId("hall"), .storage = "on_premises_server"});
    put(registry::Assignment{.id = registry::AssignmentId("a1"),
                             .purpose = PurposeId("door"),
                             .device = DeviceId("cam")});
    put(registry::Notice{.id = registry::NoticeId("n1"), .purpose = PurposeId("door")});
  }
  [[nodiscard]] static registry::Organization organization() {
    return {.id = registry::OrganizationId("org"), .is_cn_mainland = true};
  }
  [[nodiscard]] static registry::Place place() {
    return {.id = PlaceId("hall"), .site = registry::SiteId("site"), .place_class = "office"};
  }
  [[nodiscard]] static registry::Purpose door_purpose() {
    return {.id = PurposeId("door"), .kind = "entrance_access", .basis = "consent"};
  }

  // Of what the purpose is now.
  [[nodiscard]] registry::Assessment assessment(const char* id, std::string_view approved_on,
                                                std::string_view next_due_on) {
    auto setting = registry.setting(PurposeId("door"), DeviceId("")).value();
    return {.id = registry::AssessmentId(id),
            .purpose = PurposeId("door"),
            .scope = registry::scope_of(setting, crypto),
            .approved_on = day_of(approved_on),
            .next_due_on = day_of(next_due_on)};
  }

  [[nodiscard]] std::uint64_t entries() { return record->archive().head().size; }
  [[nodiscard]] state::State& state() noexcept { return *state_; }
  [[nodiscard]] Clockwork& clockwork() noexcept { return *clockwork_; }

  // NOLINTBEGIN: read and changed by the tests
  const catalogue::Catalogue& law = law_yaml::the_law(MENSHEN_LAW_DIR);
  CivilDate today;
  crypto_openssl::OpensslCrypto crypto;
  crypto_openssl::OpensslSigner signer{Digest{std::byte{1}}};
  FixedClock clock{Instant{}};
  ledger::LedgerForTest record{crypto, signer, clock};
  registry::Fault fault;
  bool vault_is_stuck = false;  // says that it forgot, and did not
  ledger::MemorySubjectKeys keys{crypto};
  CountedReferences references;
  // NOLINTEND

 private:
  Result<std::size_t> forget(std::span<const Erasure> erasures) {
    if (fault.strikes()) return fail(Code::unavailable, "the vault is gone");
    if (vault_is_stuck) return 0;
    return std::erase_if(references.kept, [&](const auto& kept) {
      return std::ranges::any_of(erasures, [&kept](const Erasure& each) {
        return kept.first.first == each.subject &&
               (!each.purpose || kept.first.second == *each.purpose);
      });
    });
  }

  // Compiled once for all tests of a process: three years of days take a while.
  std::shared_ptr<const policy::Program> law_on(CivilDate day) const {
    if (announced_) {
      return std::make_shared<const policy::Program>(policy::compile(*announced_, day));
    }
    static std::map<CivilDate, std::shared_ptr<const policy::Program>> programs;
    auto& program = programs[day];
    if (!program) program = std::make_shared<const policy::Program>(policy::compile(law, day));
    return program;
  }

  TemporaryFolder folder_;
  std::unique_ptr<store_sqlite::Database> database_ =
      store_sqlite::Database::open(folder_.path() / "state.db", store_sqlite::Kind::state)
          .value();
  state::PersonalSealing sealing_{keys, crypto};
  store_sqlite::SqliteRegistry kept_{*database_, sealing_};

 public:
  registry::FragileRegistry registry{kept_, fault};  // NOLINT: read by the tests

 private:
  std::unique_ptr<state::State> state_;
  std::unique_ptr<Clockwork> clockwork_;
  std::optional<catalogue::Catalogue> announced_;
};

}  // namespace menshen::duty
