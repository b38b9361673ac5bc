#include "gate/gate.hpp"

#include <algorithm>
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

#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/testing/null_runtime.hpp"
#include "gallery/testing/memory_template_store.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "ledger/entry.hpp"
#include "ledger/side.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "ledger/testing/memory_subject_keys.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"

namespace menshen::gate {
namespace {

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

// An office door where everything is as the law asks, for the person `ana`.
Site site() {
  Site site{
      .is_cn_mainland = true, .processor_kind = "employer", .declared = all_safeguards_hold()};
  site.declared.push_back({.fact = "jurisdiction.city", .value = std::string("other")});
  site.declared.push_back({.fact = "collection.exceeds_need", .value = false});
  site.declared.push_back({.fact = "court.injunction_in_force", .value = false});
  return site;
}

class GateJourney : public testing::Test {
 protected:
  GateJourney() {
    std::string path = (fs::temp_directory_path() / "menshen-gate-XXXXXX").string();
    folder_ = mkdtemp(path.data());
    database_ =
        store_sqlite::Database::open(folder_ / "state.db", store_sqlite::Kind::state).value();
    registry_ = std::make_unique<store_sqlite::SqliteRegistry>(*database_);
    state_ = state::State::open({.ledger = ledger_.get(),
                                 .crypto = crypto_,
                                 .clock = clock_,
                                 .stores = {.keys = keys_,
                                            .registry = *registry_,
                                            .forget =
                                                [this](const state::Forgotten& forgotten) {
                                                  return templates_.erase(
                                                      forgotten.subject, forgotten.purpose,
                                                      forgotten.enrolled_until);
                                                }}})
                 .value();
    pipeline_ = std::make_unique<face::Pipeline>(
        face::Pipeline::make(face::null_models(), runtime_, clock_).value());
    gate_ = std::make_unique<Gate>(
        Rooms{.law = law_,
              .state = *state_,
              .templates = templates_,
              .keys = keys_,
              .ledger = ledger_.get(),
              .decoder = decoder_,
              .pipeline = *pipeline_,
              .crypto = crypto_,
              .clock = clock_},
        site(),
        Matching{.model = "null",
                 .point = {.false_match_rate = 1e-4, .threshold = face::kNullThreshold}});
    furnish();
    furnished_ = size();
  }
  ~GateJourney() override { fs::remove_all(folder_); }

  static registry::Purpose purpose() {
    return {.id = PurposeId("door"),
            .kind = "entrance_access",
            .mode = "one_to_one",
            .basis = "consent",
            .is_specific = true,
            .necessity_assessed = true,
            .least_impact_chosen = true,
            .has_live_effect = true,
            .storage_place = "device",
            .storage_exception = "none",
            .transmits_over_internet = false,
            .retention_days = 30,
            .assessed_on = CivilDate{2026y / 1 / 1},
            .assessment_is_current = true,
            .minors_rules_in_place = true,
            .written_form_required = false,
            .withdrawal_is_convenient = true,
            .service_needs_face = false};
  }

  static registry::Place place() {
    return {.id = PlaceId("hall"),
            .place_class = "office",
            .spot = "entrance",
            .open_to_public = false,
            .capture_is_bounded = true,
            .public_security_need = false,
            .signage_in_place = true,
            .collection_area_limited = true,
            .flow_misleads = false,
            .flow_uses_fraud = false,
            .flow_coerces = false,
            .flow_refuses_service = false,
            .covers_third_party_area = false,
            .state_rule_requires_face = false};
  }

  void put(const registry::Record& record) {
    const auto done = state_->put(record, {.actor = "administrator"});
    ASSERT_TRUE(done) << done.error().what;
  }

  void furnish() {
    put(purpose());
    put(place());
    put(registry::Device{.id = DeviceId("cam"), .place = PlaceId("hall")});
    put(registry::Notice{.id = registry::NoticeId("n1"),
                         .purpose = PurposeId("door"),
                         .names_processor = true,
                         .states_purpose_method_retention = true,
                         .states_necessity_and_impact = true,
                         .states_rights = true,
                         .states_other_items = true,
                         .is_accessible = true});
    put(registry::Alternative{.id = registry::AlternativeId("card"),
                              .place = PlaceId("hall"),
                              .kind = "card",
                              .is_working = true,
                              .costs_extra = false,
                              .needs_approval = false,
                              .is_impractical = false,
                              .wait_percent_of_face = 100});
    put(registry::Subject{.id = SubjectId("ana"),
                          .birth_date = CivilDate{1990y / 1 / 1},
                          .is_disabled_or_elderly = false});
  }

  [[nodiscard]] static registry::Consent consent() {
    return {.id = registry::ConsentId("c1"),
            .subject = SubjectId("ana"),
            .purpose = PurposeId("door"),
            .notice = registry::NoticeId("n1"),
            .notice_shown_at = kNow,
            .was_given = true,
            .kind = "separate",
            .is_informed = true,
            .is_voluntary = true,
            .is_explicit = true,
            .is_condition_of_service = false,
            .is_written = false,
            .answered_at = kNow};
  }

  [[nodiscard]] static Ask ask() {
    return {.actor = "operator",
            .purpose = PurposeId("door"),
            .device = DeviceId("cam"),
            .subject = SubjectId("ana")};
  }

  // Ana agrees and is enrolled.
  void enroll_ana() {
    ASSERT_TRUE(gate_->record_consent(ask(), consent()));
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
  fs::path folder_;
  crypto_openssl::OpensslCrypto crypto_;
  FixedClock clock_{kNow};
  std::unique_ptr<store_sqlite::Database> database_;
  std::unique_ptr<store_sqlite::SqliteRegistry> registry_;
  ledger::MemorySubjectKeys keys_{crypto_};
  gallery::MemoryTemplateStore templates_;
  crypto_openssl::OpensslSigner signer_{Digest{std::byte{1}}};
  ledger::LedgerForTest ledger_{crypto_, signer_, clock_};
  std::unique_ptr<state::State> state_;
  std::uint64_t furnished_ = 0;
  NumberDecoder decoder_;
  face::NullRuntime runtime_;
  std::unique_ptr<face::Pipeline> pipeline_;
  LawOfTheDay law_{law_yaml::the_law(MENSHEN_LAW_DIR)};
  std::unique_ptr<Gate> gate_;
  // NOLINTEND
};

TEST_F(GateJourney, tells_the_enrolled_person_from_another) {
  enroll_ana();
  const auto same = gate_->verify(ask(), kAna);
  ASSERT_TRUE(same && same->comparison);
  EXPECT_TRUE(same->comparison->is_match);
  EXPECT_DOUBLE_EQ(same->comparison->threshold, face::kNullThreshold);
  const auto other = gate_->verify(ask(), kBo);
  ASSERT_TRUE(other && other->comparison);
  EXPECT_FALSE(other->comparison->is_match);
}

TEST_F(GateJourney, touches_no_pixel_when_the_law_refuses) {
  const auto reply = gate_->enroll(ask(), kAna);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->verdict, Verdict::refused);
  EXPECT_EQ(decoder_.calls, 0);
  EXPECT_EQ(templates_.count(SubjectId("ana")), 0U);
  ASSERT_FALSE(reply->grounds.empty());
  const auto ground = std::ranges::find(reply->grounds, "M25-6-1", &Ground::rule);
  ASSERT_NE(ground, reply->grounds.end());
  EXPECT_FALSE(ground->remedy.zh.empty());
}

TEST_F(GateJourney, records_a_refusal_once_and_a_deed_twice) {
  ASSERT_TRUE(gate_->enroll(ask(), kAna));
  EXPECT_EQ(entries(), 1U);
  ASSERT_TRUE(gate_->record_consent(ask(), consent()));
  EXPECT_EQ(entries(), 2U);
  const auto reply = gate_->enroll(ask(), kAna);
  EXPECT_EQ(entries(), 4U);
  EXPECT_EQ(reply->decided.sequence, furnished_ + 2);
  EXPECT_EQ(reply->done->sequence, furnished_ + 3);
}

TEST_F(GateJourney, does_nothing_when_the_decision_cannot_be_recorded) {
  ASSERT_TRUE(gate_->record_consent(ask(), consent()));
  fail_seal(1);
  const auto reply = gate_->enroll(ask(), kAna);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::unavailable);
  EXPECT_EQ(decoder_.calls, 0);
}

TEST_F(GateJourney, does_not_answer_when_the_outcome_cannot_be_recorded) {
  enroll_ana();
  fail_seal(2);
  const auto reply = gate_->verify(ask(), kAna);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::unavailable);
}

TEST_F(GateJourney, records_a_capture_that_failed_and_says_why) {
  ASSERT_TRUE(gate_->record_consent(ask(), consent()));
  const auto before = entries();
  const auto reply = gate_->enroll(ask(), kNobody);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::invalid_input);
  EXPECT_EQ(entries(), before + 2);
}

TEST_F(GateJourney, names_the_facts_that_are_missing_and_touches_no_pixel) {
  enroll_ana();
  const int calls = decoder_.calls;
  registry::Place unknown = place();
  unknown.place_class.reset();
  put(unknown);
  const auto reply = gate_->verify(ask(), kAna);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->verdict, Verdict::undetermined);
  EXPECT_TRUE(std::ranges::any_of(reply->missing,
                                  [](const auto& fact) { return fact.id == "place.class"; }));
  EXPECT_EQ(decoder_.calls, calls);
}

TEST_F(GateJourney, refuses_a_device_that_is_not_on_file) {
  enroll_ana();
  Ask stranger = ask();
  stranger.device = DeviceId("unknown");
  const auto reply = gate_->verify(stranger, kAna);
  ASSERT_TRUE(reply);
  EXPECT_NE(reply->verdict, Verdict::permitted);
}

TEST_F(GateJourney, refuses_from_the_first_day_after_the_period) {
  enroll_ana();
  clock_.advance(24h * 30);
  EXPECT_EQ(gate_->verify(ask(), kAna)->verdict, Verdict::permitted);
  clock_.advance(24h);
  const auto late = gate_->verify(ask(), kAna);
  EXPECT_EQ(late->verdict, Verdict::refused);
  EXPECT_EQ(late->grounds.front().rule, "M25-8-4");
}

TEST_F(GateJourney, forgets_the_face_of_whoever_withdraws_and_says_so_from_then_on) {
  enroll_ana();
  const auto erasure = gate_->withdraw_consent(ask());
  ASSERT_TRUE(erasure) << erasure.error().what;
  EXPECT_EQ(erasure->records, 1U);
  EXPECT_EQ(erasure->references, 1U);
  EXPECT_EQ(erasure->references_left, 0U);
  EXPECT_FALSE(erasure->is_unlinkable);
  const auto after = gate_->verify(ask(), kAna);
  EXPECT_EQ(after->verdict, Verdict::refused);
  EXPECT_TRUE(std::ranges::any_of(after->grounds,
                                  [](const auto& ground) { return ground.rule == "M25-6-4"; }));
  // To be asked again is no error.
  EXPECT_EQ(gate_->withdraw_consent(ask())->references, 0U);
}

TEST_F(GateJourney, knows_nobody_who_was_erased) {
  enroll_ana();
  ASSERT_TRUE(gate_->verify(ask(), kAna));
  const auto erasure = gate_->erase_person(ask());
  ASSERT_TRUE(erasure) << erasure.error().what;
  EXPECT_EQ(erasure->records, 2U);
  EXPECT_EQ(erasure->references, 1U);
  EXPECT_EQ(erasure->references_left, 0U);
  EXPECT_TRUE(erasure->is_unlinkable);
  EXPECT_EQ(entry(erasure->done.sequence).subject, Digest{});
  EXPECT_NE(gate_->verify(ask(), kAna)->verdict, Verdict::permitted);
  // Neither being asked about nor being erased again gives the person a key.
  EXPECT_EQ(gate_->erase_person(ask())->records, 0U);
  EXPECT_EQ(keys_.existing(SubjectId("ana")).value(), std::nullopt);
  EXPECT_EQ(ledger_->archive().audit(), ledger_->archive().head());
}

TEST_F(GateJourney, seals_the_facts_that_a_decision_rested_on_under_the_persons_key) {
  enroll_ana();
  const auto reply = gate_->verify(ask(), kAna);
  const auto index = reply->decided.sequence;
  EXPECT_NE(
      side_text(index, SubjectId("ana")).find("consent.state = given (consent records)\n"),
      std::string::npos);
  EXPECT_EQ(side_text(index, ledger::organization()), "");
  EXPECT_NE(entry(index).subject, Digest{});
  EXPECT_EQ(entry(reply->done->sequence).subject, entry(index).subject);
  EXPECT_EQ(entry(reply->done->sequence).payload, Digest{});
}

TEST_F(GateJourney, seals_the_facts_about_a_stranger_under_the_organizations_key) {
  Ask stranger = ask();
  stranger.subject = SubjectId("stranger");
  const auto index = gate_->verify(stranger, kAna)->decided.sequence;
  EXPECT_NE(side_text(index, ledger::organization()).find("consent.state = none"),
            std::string::npos);
  EXPECT_EQ(entry(index).subject, Digest{});
  EXPECT_EQ(keys_.existing(SubjectId("stranger")).value(), std::nullopt);
}

TEST_F(GateJourney, hands_out_a_receipt_for_every_entry) {
  enroll_ana();
  const auto reply = gate_->verify(ask(), kAna);
  EXPECT_FALSE(reply->decided.receipt.empty());
  EXPECT_FALSE(reply->done->receipt.empty());
  EXPECT_NE(reply->decided.receipt, reply->done->receipt);
}

TEST_F(GateJourney, lets_nobody_withdraw_unrecorded) {
  enroll_ana();
  fail_seal(1);
  EXPECT_EQ(gate_->withdraw_consent(ask()).error().code, Code::unavailable);
  EXPECT_EQ(templates_.count(SubjectId("ana")), 1U);
}

TEST_F(GateJourney, puts_no_person_into_the_record) {
  enroll_ana();
  ASSERT_TRUE(gate_->verify(ask(), kAna));
  for (std::uint64_t index = 0; index < size(); ++index) {
    const auto sealed = ledger_->archive().read(index).value();
    for (const auto& part : {sealed.leaf, sealed.side}) {
      const std::string_view bytes(reinterpret_cast<const char*>(part.data()), part.size());
      EXPECT_EQ(bytes.find("ana"), std::string_view::npos) << index;
    }
  }
}

TEST_F(GateJourney, takes_a_consent_only_for_the_person_and_purpose_asked_about) {
  auto of_another = consent();
  of_another.subject = SubjectId("bo");
  EXPECT_EQ(gate_->record_consent(ask(), of_another).error().code, Code::invalid_input);
  EXPECT_EQ(entries(), 0U);
}

TEST_F(GateJourney, lends_a_permit_for_a_test_and_no_longer) {
  put(registry::Purpose{.id = PurposeId("testing"),
                        .kind = "accuracy_testing",
                        .basis = "public_information",
                        .basis_documented = true,
                        .basis_within_reason = true,
                        .is_specific = true,
                        .necessity_assessed = true,
                        .least_impact_chosen = true,
                        .has_live_effect = false,
                        .assessed_on = CivilDate{2026y / 1 / 1},
                        .assessment_is_current = true});
  Ask test = ask();
  test.purpose = PurposeId("testing");
  int runs = 0;
  const auto reply = gate_->evaluate(test, [&](const PermitInUse& permit) {
    ++runs;
    EXPECT_TRUE(permit.check(Act::evaluate, kNow));
    EXPECT_FALSE(permit.check(Act::enroll, kNow));
    EXPECT_FALSE(permit.check(kNow + kEvaluationLife));
    return Result<>{};
  });
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_EQ(reply->verdict, Verdict::permitted);
  EXPECT_EQ(runs, 1);
  EXPECT_FALSE(reply->excepted.empty());
}

TEST_F(GateJourney, runs_no_test_that_would_touch_somebody) {
  registry::Purpose live = purpose();
  live.id = PurposeId("testing");
  live.kind = "accuracy_testing";
  live.basis = "public_information";
  put(live);
  Ask test = ask();
  test.purpose = PurposeId("testing");
  const auto reply = gate_->evaluate(test, [](const PermitInUse&) -> Result<> {
    ADD_FAILURE() << "the test was run";
    return {};
  });
  ASSERT_TRUE(reply);
  EXPECT_NE(reply->verdict, Verdict::permitted);
}

}  // namespace
}  // namespace menshen::gate
