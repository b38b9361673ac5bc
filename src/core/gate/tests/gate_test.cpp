#include "gate/gate.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/testing/fixed_clock.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/testing/null_runtime.hpp"
#include "gallery/testing/memory_template_store.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "ledger/testing/memory_log_store.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_templates.hpp"

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
    database_ = store_sqlite::Database::open(folder_ / "db").value();
    registry_ = std::make_unique<store_sqlite::SqliteRegistry>(*database_);
    keys_ = std::make_unique<store_sqlite::SqliteKeyRing>(*database_, crypto_);
    ledger_ = std::make_unique<ledger::Ledger>(log_, crypto_);
    pipeline_ = std::make_unique<face::Pipeline>(
        face::Pipeline::make(face::null_models(), runtime_, clock_).value());
    gate_ = std::make_unique<Gate>(
        Rooms{.law = law_,
              .registry = *registry_,
              .templates = templates_,
              .keys = *keys_,
              .ledger = *ledger_,
              .decoder = decoder_,
              .pipeline = *pipeline_,
              .crypto = crypto_,
              .clock = clock_},
        site(),
        Matching{.model = "null",
                 .point = {.false_match_rate = 1e-4, .threshold = face::kNullThreshold}});
    furnish();
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
    const auto done = registry_->put(record);
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

  [[nodiscard]] std::uint64_t entries() const { return log_.size().value(); }

  // NOLINTBEGIN: read and changed by the tests
  fs::path folder_;
  crypto_openssl::OpensslCrypto crypto_;
  FixedClock clock_{kNow};
  std::unique_ptr<store_sqlite::Database> database_;
  std::unique_ptr<store_sqlite::SqliteRegistry> registry_;
  std::unique_ptr<store_sqlite::SqliteKeyRing> keys_;
  gallery::MemoryTemplateStore templates_;
  ledger::MemoryLogStore log_;
  std::unique_ptr<ledger::Ledger> ledger_;
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
  EXPECT_EQ(reply->decided.sequence, 2U);
  EXPECT_EQ(reply->done->sequence, 3U);
}

TEST_F(GateJourney, does_nothing_when_the_decision_cannot_be_recorded) {
  ASSERT_TRUE(gate_->record_consent(ask(), consent()));
  log_.fail_after(entries());
  const auto reply = gate_->enroll(ask(), kAna);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::unavailable);
  EXPECT_EQ(decoder_.calls, 0);
}

TEST_F(GateJourney, does_not_answer_when_the_outcome_cannot_be_recorded) {
  enroll_ana();
  log_.fail_after(entries() + 1);
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

TEST_F(GateJourney, forgets_whoever_withdraws) {
  enroll_ana();
  const auto erasure = gate_->withdraw_consent(ask());
  ASSERT_TRUE(erasure) << erasure.error().what;
  EXPECT_EQ(erasure->consents_withdrawn, 1U);
  EXPECT_EQ(erasure->references_before, 1U);
  EXPECT_EQ(erasure->references_after, 0U);
  EXPECT_TRUE(erasure->is_unlinkable);
  const auto after = gate_->verify(ask(), kAna);
  EXPECT_EQ(after->verdict, Verdict::refused);
  // To be asked again is no error.
  EXPECT_EQ(gate_->withdraw_consent(ask())->references_before, 0U);
}

TEST_F(GateJourney, lets_nobody_withdraw_unrecorded) {
  enroll_ana();
  log_.fail_after(entries());
  EXPECT_EQ(gate_->withdraw_consent(ask()).error().code, Code::unavailable);
  EXPECT_EQ(templates_.count(SubjectId("ana")), 1U);
}

TEST_F(GateJourney, puts_no_person_into_the_record) {
  enroll_ana();
  ASSERT_TRUE(gate_->verify(ask(), kAna));
  for (std::uint64_t sequence = 0; sequence < entries(); ++sequence) {
    const auto entry = log_.read(sequence).value();
    const std::string_view bytes(reinterpret_cast<const char*>(entry.data()), entry.size());
    EXPECT_EQ(bytes.find("ana"), std::string_view::npos) << sequence;
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
