// A gate with everything behind it, at an office door where all is as the law asks.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
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
#include "base/testing/memory_files.hpp"
#include "base/testing/temporary_folder.hpp"
#include "consent/answer.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/model_manifest.hpp"
#include "face/pipeline.hpp"
#include "face/pipelines.hpp"
#include "face/testing/null_runtime.hpp"
#include "gallery/gallery.hpp"
#include "gallery/testing/memory_template_store.hpp"
#include "gate/gate.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "ledger/entry.hpp"
#include "ledger/side.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "ledger/testing/memory_subject_keys.hpp"
#include "registry/starting_site.hpp"
#include "registry/testing/lawful_office.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::gate {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using registry::MaybeBool;

constexpr Instant kNow{CivilDate{2026y / 11 / 21}};

// A "photograph" is one byte: the number of a null_person, or 0 for nobody.
class NumberDecoder final : public face::ImageDecoder {
 public:
  Result<face::Image> decode(std::span<const std::byte> photograph, const PermitInUse& permit,
                             Instant now) const override {
    ++calls;
    if (const auto live = permit.check(now); !live) return tl::unexpected<Error>(live.error());
    const auto number = std::to_integer<unsigned>(photograph.front());
    return number == 0 ? face::null_nobody() : face::null_person(number);
  }

  mutable int calls = 0;  // NOLINT: read by the tests
};

constexpr std::byte kAna[] = {std::byte{1}};
constexpr std::byte kBo[] = {std::byte{2}};
constexpr std::byte kNobody[] = {std::byte{0}};

inline registry::StartingSite site() {
  registry::StartingSite site = registry::lawful_office();
  site.place = "hall";
  site.device = "cam";
  site.retention_days = 30;
  return site;
}

class GateJourney : public testing::Test {
 protected:
  GateJourney() {
    pipelines_ = one_pipeline(face::null_models());
    open("state.db");
    furnish();
    furnished_ = size();
  }

  // As after a restart. A file that is new is made from the record.
  void open(const char* file) {
    gate_.reset();
    state_.reset();
    registry_.reset();
    database_.reset();
    database_ =
        store_sqlite::Database::open(folder_.path() / file, store_sqlite::Kind::state).value();
    registry_ = std::make_unique<store_sqlite::SqliteRegistry>(*database_, sealing_);
    state_ =
        state::State::open(
            {.ledger = ledger_.get(),
             .crypto = crypto_,
             .clock = clock_,
             .stores = {.keys = keys_,
                        .registry = *registry_,
                        .forget =
                            [this](std::span<const menshen::Erasure> erasures) {
                              return galleries_.erase_all(erasures);
                            },
                        .freeze =
                            [this](const SubjectId& subject,
                                   const std::optional<PurposeId>& purpose, bool is_frozen) {
                              return galleries_.set_frozen(subject, purpose, is_frozen);
                            }}})
            .value();
    gate_ = std::make_unique<Gate>(rooms(*pipelines_), matching());
  }

  [[nodiscard]] static Matching matching() {
    return {.model = "null",
            .point = face::OperatingPoint{.false_match_rate = 1e-4,
                                          .threshold = face::kNullThreshold},
            .identification = {{.false_positive_identification_rate = 1e-3,
                                .gallery_size_max = 1,
                                .threshold = face::kNullThreshold}},
            .previous = std::nullopt};
  }

  [[nodiscard]] std::unique_ptr<face::Pipelines> one_pipeline(const face::ModelSet& set) {
    std::vector<std::unique_ptr<face::Pipeline>> made;
    made.push_back(
        std::make_unique<face::Pipeline>(face::Pipeline::make(set, runtime_, clock_).value()));
    return std::make_unique<face::Pipelines>(std::move(made));
  }

  [[nodiscard]] Rooms rooms(face::Pipelines& pipelines) {
    return {.law = law_,
            .state = *state_,
            .galleries = galleries_,
            .keys = keys_,
            .ledger = ledger_.get(),
            .decoder = decoder_,
            .pipelines = pipelines,
            .crypto = crypto_,
            .clock = clock_};
  }

  void put(const registry::Record& record) {
    const auto done = state_->put(record, {.actor = "administrator"});
    ASSERT_TRUE(done) << done.error().what;
  }

  [[nodiscard]] static CivilDate today() { return CivilDate{2026y / 11 / 21}; }

  // As an administrator who changed the purpose and had it assessed anew.
  void put_assessed(const registry::Purpose& purpose) {
    put(purpose);
    put(registry::assessment_of(purpose, {registry::device_of(site())},
                                {registry::place_of(site())}, today(), crypto_));
  }

  // The same of a purpose for which the camera measures.
  void put_test(const registry::Purpose& purpose) {
    put_assessed(purpose);
    put(registry::Assignment{.id = registry::AssignmentId("test_at_cam"),
                             .purpose = purpose.id,
                             .device = DeviceId("cam")});
  }

  void put_adult(const char* subject) {
    put(registry::Subject{.id = SubjectId(subject),
                          .birth_date = CivilDate{1990y / 1 / 1},
                          .is_disabled_or_elderly = false});
  }

  void furnish() {
    for (const auto& record : registry::records_of(site(), today(), crypto_)) put(record);
    put_adult("ana");
  }

  // Somebody answers for what only they know, and what the law asks before a face is looked
  // for.
  void state_what_capturing_asks() {
    for (const auto& [fact, value] : {std::pair{"capture.bystanders_discarded", "true"},
                                      std::pair{"capture.includes_bystanders", "false"},
                                      std::pair{"capture.is_covert", "false"},
                                      std::pair{"capture.views_private_life", "false"},
                                      std::pair{"use.beyond_stated_purpose", "false"}}) {
      put(registry::Declaration{.id = registry::DeclarationId(fact),
                                .fact = fact,
                                .value = value,
                                .declared_on = today(),
                                .declared_by = "dpo"});
    }
    put(registry::Subject{.id = SubjectId("ana"),
                          .birth_date = CivilDate{1990y / 1 / 1},
                          .is_disabled_or_elderly = false,
                          .relation = "employee"});
  }

  // The person answers on a screen, after the notice.
  [[nodiscard]] Result<Seal> answer(const Ask& ask, bool is_given = true) {
    const registry::ConsentId id("c" + std::to_string(++answers_));
    return gate_->record_answer(ask, [&](const consent::Circumstances& now) {
      return consent::by_person(id, now,
                                {.notice = now.setting.notice->record.id,
                                 .language = "zh-CN",
                                 .shown_how = "screen",
                                 .shown_at = clock_.now(),
                                 .alternative_offered = true},
                                {.is_given = is_given,
                                 .act = std::string(registry::kPressed),
                                 .answered_at = clock_.now(),
                                 .expires_on = std::nullopt});
    });
  }
  [[nodiscard]] Result<Seal> agree(const char* subject = "ana") { return answer(ask(subject)); }

  [[nodiscard]] static Ask ask(const char* subject = "ana") {
    return {.actor = "operator",
            .purpose = PurposeId("door"),
            .device = DeviceId("cam"),
            .subject = SubjectId(subject)};
  }

  // Ana is enrolled at a door that identifies, and somebody stands before its camera who agreed
  // there to be looked for.
  void furnish_for_identification() {
    registry::Purpose one_to_many = registry::purpose_of(site());
    one_to_many.mode = registry::kOneToMany;
    put_assessed(one_to_many);
    put_adult("guest");
    enroll_ana();
    ASSERT_TRUE(agree("guest"));
  }

  // Ana agrees and is enrolled.
  void enroll_ana() {
    ASSERT_TRUE(agree());
    const auto reply = gate_->enroll(ask(), kAna);
    ASSERT_TRUE(reply) << reply.error().what;
    ASSERT_EQ(reply->verdict, Verdict::permitted);
  }

  [[nodiscard]] std::uint64_t size() { return ledger_->archive().head().size; }
  // Since the place was furnished.
  [[nodiscard]] std::uint64_t entries() { return size() - furnished_; }

  [[nodiscard]] ledger::Entry entry(std::uint64_t index) {
    return ledger::parse_entry(ledger_->archive().read(index).value().leaf).value();
  }

  // The side record of an entry, as far as the subject's key opens it.
  [[nodiscard]] std::string side_text(std::uint64_t index, const SubjectId& subject) {
    const auto sealed = ledger_->archive().read(index).value();
    const auto text = ledger::open_side(entry(index), crypto_,
                                        keys_.existing(subject).value().value(), sealed.side)
                          .value();
    if (!text) return {};
    return {reinterpret_cast<const char*>(text->data()), text->size()};
  }

  // The n-th entry from now on cannot be made durable.
  void fail_seal(std::size_t nth) {
    ledger_.files.fail({.operation = FileOperation::sync, .nth = nth});
  }

  // NOLINTBEGIN: read and changed by the tests
  TemporaryFolder folder_;
  crypto_openssl::OpensslCrypto crypto_;
  FixedClock clock_{kNow};
  std::unique_ptr<store_sqlite::Database> database_;
  ledger::MemorySubjectKeys keys_{crypto_};
  state::PersonalSealing sealing_{keys_, crypto_};
  std::unique_ptr<store_sqlite::SqliteRegistry> registry_;
  int answers_ = 0;
  gallery::MemoryTemplateStore templates_;
  gallery::Galleries galleries_{templates_, crypto_, *std::pmr::new_delete_resource()};
  crypto_openssl::OpensslSigner signer_{Digest{std::byte{1}}};
  ledger::LedgerForTest ledger_{crypto_, signer_, clock_};
  std::unique_ptr<state::State> state_;
  std::uint64_t furnished_ = 0;
  NumberDecoder decoder_;
  face::NullRuntime runtime_;
  std::unique_ptr<face::Pipelines> pipelines_;
  LawOfTheDay law_{law_yaml::the_law(MENSHEN_LAW_DIR)};
  std::unique_ptr<Gate> gate_;
  // NOLINTEND
};

}  // namespace menshen::gate
