#include "gate/gate.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "consent/testing/answer_for_test.hpp"

#include "gate/tests/gate_journey.hpp"

namespace menshen::gate {
namespace {

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
  ASSERT_TRUE(agree());
  EXPECT_EQ(entries(), 2U);
  const auto reply = gate_->enroll(ask(), kAna);
  EXPECT_EQ(entries(), 4U);
  EXPECT_EQ(reply->decided.sequence, furnished_ + 2);
  EXPECT_EQ(reply->done->sequence, furnished_ + 3);
}

TEST_F(GateJourney, does_nothing_when_the_decision_cannot_be_recorded) {
  ASSERT_TRUE(agree());
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
  ASSERT_TRUE(agree());
  const auto before = entries();
  const auto reply = gate_->enroll(ask(), kNobody);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::invalid_input);
  EXPECT_EQ(entries(), before + 2);
}

TEST_F(GateJourney, names_the_facts_that_are_missing_and_touches_no_pixel) {
  enroll_ana();
  const int calls = decoder_.calls;
  registry::Alternative unknown = registry::alternative_of(site(), today());
  unknown.is_working.reset();
  put(unknown);
  const auto reply = gate_->verify(ask(), kAna);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->verdict, Verdict::undetermined);
  EXPECT_TRUE(std::ranges::any_of(
      reply->missing, [](const auto& fact) { return fact.id == "alternative.exists"; }));
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
  const std::string text = side_text(index, SubjectId("ana"));
  const std::size_t source = text.find("consent c1, version 1 of ");
  const std::size_t next = text.find("\n  consent.state = given\n", source);
  ASSERT_NE(next, std::string::npos);
  EXPECT_EQ(std::ranges::count(text.substr(source, next - source), ':'), 3)
      << "another source stands between them";
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
  const auto of_another = [](const consent::Circumstances&) -> Result<consent::Answer> {
    return consent::AnswerForTest::make({.id = registry::ConsentId("c"),
                                         .subject = SubjectId("bo"),
                                         .purpose = PurposeId("door"),
                                         .notice = registry::NoticeId("door_notice_1")});
  };
  EXPECT_EQ(gate_->record_answer(ask(), of_another).error().code, Code::invalid_input);
  EXPECT_EQ(entries(), 0U);
}

TEST_F(GateJourney, lends_a_permit_for_a_test_and_no_longer) {
  put_test({.id = PurposeId("testing"),
            .kind = "accuracy_testing",
            .basis = "public_information",
            .basis_documented = true,
            .basis_within_reason = true,
            .is_specific = true,
            .necessity_assessed = true,
            .least_impact_chosen = true,
            .has_live_effect = false});
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
  registry::Purpose live = registry::purpose_of(site());
  live.id = PurposeId("testing");
  live.kind = "accuracy_testing";
  live.basis = "public_information";
  put_test(live);
  Ask test = ask();
  test.purpose = PurposeId("testing");
  const auto reply = gate_->evaluate(test, [](const PermitInUse&) -> Result<> {
    ADD_FAILURE() << "the test was run";
    return {};
  });
  ASSERT_TRUE(reply);
  EXPECT_NE(reply->verdict, Verdict::permitted);
}

TEST_F(GateJourney, verifies_nobody_by_a_model_that_is_not_calibrated) {
  enroll_ana();
  const auto before = entries();
  const Error uncalibrated{Code::not_found, "model `null` is not calibrated"};
  Gate gate(rooms(*pipelines_), Matching{.model = "null",
                                         .point = tl::unexpected<Error>(uncalibrated),
                                         .identification = {},
                                         .previous = std::nullopt});
  EXPECT_EQ(gate.verify(ask(), kAna).error(), uncalibrated);
  EXPECT_EQ(entries(), before);
}

// Ana was enrolled by the model `null`; since then the model is `new`, which sees the colours
// otherwise.
class GateAfterRenewal : public GateJourney {
 protected:
  GateAfterRenewal() {
    enroll_ana();
    face::ModelSet set = face::null_models();
    set.previous_embedder = set.embedder;
    set.embedder.manifest.input.divide_by = {1, 2, 4};
    renewed_pipelines_ = one_pipeline(set);
    clock_.advance(24h);
  }

  static std::vector<gallery::IdentificationThreshold> at(double threshold) {
    return {{.false_positive_identification_rate = 1e-3,
             .gallery_size_max = 10,
             .threshold = threshold}};
  }

  [[nodiscard]] Gate gate(bool knows_previous = true) {
    const face::OperatingPoint own{.false_match_rate = 1e-5, .threshold = 0.99};
    Matching matching{
        .model = "new", .point = own, .identification = at(0.99), .previous = std::nullopt};
    if (knows_previous) {
      matching.previous =
          Matching::Previous{.model = "null",
                             .point = {.false_match_rate = 1e-4, .threshold = 0.98},
                             .identification = at(0.98),
                             .renewal = {.false_match_rate = 1e-6, .threshold = renewal_}};
    }
    return {rooms(*renewed_pipelines_), std::move(matching)};
  }

  [[nodiscard]] std::optional<gallery::TemplateRecord> kept(const std::string& model) {
    return templates_
        .get({.subject = SubjectId("ana"), .purpose = PurposeId("door"), .model = model})
        .value();
  }

  // NOLINTBEGIN: read and changed by the tests
  std::unique_ptr<face::Pipelines> renewed_pipelines_;
  double renewal_ = 0.9999;
  // NOLINTEND
};

TEST_F(GateAfterRenewal, puts_the_new_models_reference_in_the_place_of_the_matched_one) {
  const auto former = kept("null");
  const auto before = entries();
  Gate gate = this->gate();
  const auto first = gate.verify(ask(), kAna);
  ASSERT_TRUE(first) << first.error().what;
  EXPECT_DOUBLE_EQ(first->comparison->score, 1);  // by the model that made the reference
  EXPECT_DOUBLE_EQ(first->comparison->threshold, 0.98);
  ASSERT_TRUE(first->renewal);
  EXPECT_EQ(first->renewal->verdict, Verdict::permitted);
  EXPECT_NE(first->renewal->decision, first->decision);
  EXPECT_EQ(entries(), before + 4);
  EXPECT_EQ(entry(first->renewal->decided.sequence).action, "face.enroll");
  EXPECT_EQ(first->renewal->done->sequence, size() - 1);

  EXPECT_FALSE(kept("null"));
  ASSERT_TRUE(kept("new"));
  EXPECT_EQ(kept("new")->keep_until, former->keep_until);

  const auto second = gate.verify(ask(), kAna);
  ASSERT_TRUE(second && second->comparison);
  EXPECT_DOUBLE_EQ(second->comparison->score, 1);
  EXPECT_DOUBLE_EQ(second->comparison->threshold, 0.99);
  EXPECT_FALSE(second->renewal);
}

TEST_F(GateAfterRenewal, identifies_whoever_only_the_former_model_knows) {
  furnish_for_identification();
  const auto former = gate().identify(ask("guest"), kAna);
  ASSERT_TRUE(former) << former.error().what;
  ASSERT_TRUE(former->identification);
  EXPECT_EQ(former->identification->subject, SubjectId("ana"));
  EXPECT_DOUBLE_EQ(former->identification->threshold, 0.98);
  EXPECT_FALSE(gate().identify(ask("guest"), kBo)->identification);
}

TEST_F(GateAfterRenewal, renews_nothing_on_a_match_that_is_not_sure_enough) {
  renewal_ = 1.1;
  const auto reply = gate().verify(ask(), kAna);
  ASSERT_TRUE(reply && reply->comparison);
  EXPECT_TRUE(reply->comparison->is_match);
  EXPECT_FALSE(reply->renewal);
  EXPECT_TRUE(kept("null"));
  EXPECT_FALSE(kept("new"));
}

TEST_F(GateAfterRenewal, renews_nothing_for_another_persons_face) {
  const auto reply = gate().verify(ask(), kBo);
  ASSERT_TRUE(reply && reply->comparison);
  EXPECT_FALSE(reply->comparison->is_match);
  EXPECT_FALSE(reply->renewal);
  EXPECT_TRUE(kept("null"));
  EXPECT_FALSE(kept("new"));
}

TEST_F(GateAfterRenewal, keeps_the_former_reference_when_the_law_does_not_permit_enrolment) {
  // NDR25-22-1 stands against collecting, not against comparing.
  put(registry::Declaration{.id = registry::DeclarationId("too_much"),
                            .fact = "collection.exceeds_need",
                            .value = "true",
                            .declared_on = today()});
  const auto reply = gate().verify(ask(), kAna);
  ASSERT_TRUE(reply) << reply.error().what;
  ASSERT_EQ(reply->verdict, Verdict::permitted);
  EXPECT_TRUE(reply->comparison->is_match);
  ASSERT_TRUE(reply->renewal);
  EXPECT_NE(reply->renewal->verdict, Verdict::permitted);
  EXPECT_FALSE(reply->renewal->done);
  EXPECT_TRUE(kept("null"));
  EXPECT_FALSE(kept("new"));
}

TEST_F(GateAfterRenewal, knows_nobody_by_a_model_it_was_not_told_of) {
  EXPECT_EQ(gate(false).verify(ask(), kAna).error().code, Code::not_found);
  EXPECT_TRUE(kept("null"));
}

TEST_F(GateAfterRenewal, holds_the_former_reference_to_its_own_last_day) {
  clock_.advance(24h * 29);
  EXPECT_TRUE(gate().verify(ask(), kAna)->renewal);
  clock_.advance(24h);
  EXPECT_EQ(gate().verify(ask(), kAna)->verdict, Verdict::refused);
}

TEST_F(GateAfterRenewal, leaves_both_or_the_former_when_the_record_cannot_be_written) {
  fail_seal(3);  // the decision to enrol
  EXPECT_EQ(gate().verify(ask(), kAna).error().code, Code::unavailable);
  EXPECT_TRUE(kept("null"));
  EXPECT_FALSE(kept("new"));
}

TEST_F(GateAfterRenewal, replaces_the_former_reference_at_an_enrolment_too) {
  ASSERT_EQ(gate().enroll(ask(), kAna)->verdict, Verdict::permitted);
  EXPECT_FALSE(kept("null"));
  EXPECT_TRUE(kept("new"));
}

TEST_F(GateAfterRenewal, lets_both_stand_when_the_clock_was_set_back) {
  clock_.advance(-24h);
  ASSERT_EQ(gate().enroll(ask(), kAna)->verdict, Verdict::permitted);
  EXPECT_TRUE(kept("null"));
  EXPECT_TRUE(kept("new"));
}

TEST_F(GateAfterRenewal, erases_references_of_both_models) {
  clock_.advance(-24h);
  ASSERT_EQ(gate().enroll(ask(), kAna)->verdict, Verdict::permitted);
  EXPECT_EQ(gate().withdraw_consent(ask())->references, 2U);
}

TEST_F(GateJourney, compares_two_pictures_and_keeps_neither) {
  ASSERT_TRUE(agree());
  const auto same = gate_->compare(ask(), kAna, kAna);
  ASSERT_TRUE(same) << same.error().what;
  EXPECT_TRUE(same->comparison->is_match);
  EXPECT_EQ(same->faces.size(), 2U);
  EXPECT_FALSE(gate_->compare(ask(), kAna, kBo)->comparison->is_match);
  EXPECT_EQ(gate_->compare(ask(), kAna, kNobody).error().code, Code::invalid_input);
  EXPECT_EQ(templates_.count(SubjectId("ana")), 0U);
}

TEST_F(GateJourney, compares_nothing_that_the_law_does_not_permit) {
  const auto reply = gate_->compare(ask(), kAna, kBo);
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_EQ(reply->verdict, Verdict::refused);
  EXPECT_FALSE(reply->comparison);
  EXPECT_EQ(decoder_.calls, 0);
}

TEST_F(GateJourney, tells_since_when_and_until_when_a_reference_is_kept) {
  EXPECT_EQ(*gate_->held(SubjectId("ana"), PurposeId("door")), std::nullopt);
  enroll_ana();
  const auto held = gate_->held(SubjectId("ana"), PurposeId("door"));
  ASSERT_TRUE(held && *held);
  EXPECT_EQ((*held)->enrolled_at, kNow);
  EXPECT_EQ((*held)->keep_until, today() + std::chrono::days(30));
  EXPECT_EQ(*gate_->held(SubjectId("ana"), PurposeId("other")), std::nullopt);
}

}  // namespace
}  // namespace menshen::gate
