// The act of searching a gallery, from ask to reply.
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "gate/gate.hpp"
#include "gate/tests/gate_journey.hpp"

namespace menshen::gate {
namespace {

using Identify = GateJourney;

TEST_F(Identify, names_whoever_is_found_after_asking_the_law_about_both) {
  furnish_for_identification();
  const auto before = size();
  const auto reply = gate_->identify(ask("guest"), kAna);
  ASSERT_TRUE(reply) << reply.error().what;
  ASSERT_EQ(reply->verdict, Verdict::permitted);
  ASSERT_TRUE(reply->identification);
  const Identification& found = *reply->identification;
  EXPECT_EQ(found.subject, SubjectId("ana"));
  EXPECT_EQ(found.gallery_size, 1U);
  EXPECT_DOUBLE_EQ(found.threshold, face::kNullThreshold);
  EXPECT_DOUBLE_EQ(found.false_positive_identification_rate, 1e-3);
  // Two decisions and their outcomes, each under the person it is about.
  EXPECT_EQ(size(), before + 4);
  EXPECT_EQ(reply->decided.sequence, before);
  EXPECT_EQ(found.decided.sequence, before + 1);
  EXPECT_EQ(found.done.sequence, before + 2);
  EXPECT_EQ(reply->done->sequence, before + 3);
  EXPECT_NE(side_text(before, SubjectId("guest")), "");
  EXPECT_EQ(side_text(before + 1, SubjectId("guest")), "");
  EXPECT_NE(side_text(before + 1, SubjectId("ana")), "");
}

TEST_F(Identify, gives_an_identification_the_score_of_the_verification) {
  furnish_for_identification();
  const auto identified = gate_->identify(ask("guest"), kAna);
  const auto verified = gate_->verify(ask(), kAna);
  ASSERT_TRUE(verified && verified->comparison);
  EXPECT_EQ(identified->identification->score, verified->comparison->score);
}

TEST_F(Identify, finds_nobody_like_a_stranger) {
  furnish_for_identification();
  const auto before = size();
  const auto reply = gate_->identify(ask("guest"), kBo);
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_EQ(reply->verdict, Verdict::permitted);
  EXPECT_FALSE(reply->identification);
  EXPECT_EQ(size(), before + 2);
}

TEST_F(Identify, looks_for_nobody_without_the_consent_of_whoever_stands_there) {
  furnish_for_identification();
  const int calls = decoder_.calls;
  const auto reply = gate_->identify(ask("passer-by"), kAna);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->verdict, Verdict::refused);
  EXPECT_EQ(decoder_.calls, calls);
}

TEST_F(Identify, does_not_name_whoever_the_law_does_not_allow_to_be_named) {
  furnish_for_identification();
  // The consent is gone, and the reference is still there.
  ASSERT_TRUE(answer(ask(), false));
  ASSERT_EQ(templates_.count(SubjectId("ana")), 1U);
  const auto before = size();
  const auto reply = gate_->identify(ask("guest"), kAna);
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_EQ(reply->verdict, Verdict::permitted);
  EXPECT_FALSE(reply->identification);
  EXPECT_TRUE(reply->grounds.empty());
  // The record knows: a decision, the refusal about Ana, the outcome.
  EXPECT_EQ(size(), before + 3);
  EXPECT_EQ(entry(before + 1).verdict, ledger::Verdict::deny);
}

TEST_F(Identify, searches_for_nobody_by_a_purpose_that_is_for_verification) {
  enroll_ana();
  put_adult("guest");
  ASSERT_TRUE(agree("guest"));
  const int calls = decoder_.calls;
  const auto reply = gate_->identify(ask("guest"), kAna);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::refused);
  EXPECT_EQ(decoder_.calls, calls);
}

TEST_F(Identify, does_not_identify_in_a_gallery_it_is_not_calibrated_for) {
  furnish_for_identification();
  ASSERT_TRUE(agree("guest"));
  ASSERT_TRUE(gate_->enroll(ask("guest"), kBo));
  const auto before = size();
  const auto reply = gate_->identify(ask("guest"), kAna);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::conflict);
  EXPECT_EQ(entry(before + 1).rules, std::vector<std::string>{"conflict"});
}

TEST_F(Identify, finds_nobody_who_withdrew_was_erased_or_is_frozen) {
  furnish_for_identification();
  ASSERT_TRUE(gate_->identify(ask("guest"), kAna)->identification);
  ASSERT_EQ(galleries_.set_frozen(SubjectId("ana"), std::nullopt, true), 1U);
  EXPECT_FALSE(gate_->identify(ask("guest"), kAna)->identification);
  ASSERT_EQ(galleries_.set_frozen(SubjectId("ana"), std::nullopt, false), 1U);
  EXPECT_TRUE(gate_->identify(ask("guest"), kAna)->identification);
  ASSERT_TRUE(gate_->withdraw_consent(ask()));
  EXPECT_FALSE(gate_->identify(ask("guest"), kAna)->identification);
  enroll_ana();
  EXPECT_TRUE(gate_->identify(ask("guest"), kAna)->identification);
  ASSERT_TRUE(gate_->erase_person(ask()));
  EXPECT_FALSE(gate_->identify(ask("guest"), kAna)->identification);
}

// A million references take about as long as a permit lives.
TEST_F(Identify, fails_when_its_gallery_takes_longer_to_load_than_a_permit_lives) {
  furnish_for_identification();
  templates_.on_visit = [this](auto&...) { clock_.advance(kPermitLife + 1s); };
  const auto reply = gate_->identify(ask("guest"), kAna);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Code::exhausted);
}

TEST_F(Identify, does_not_wait_for_a_gallery_that_was_prepared) {
  furnish_for_identification();
  templates_.on_visit = [this](auto&...) { clock_.advance(kPermitLife + 1s); };
  ASSERT_TRUE(galleries_.prepare(PurposeId("door"), "null", pipelines_->first().dimension()));
  const auto reply = gate_->identify(ask("guest"), kAna);
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_TRUE(reply->identification);
}

TEST_F(Identify, finds_whoever_enrols_into_a_gallery_that_was_prepared_empty) {
  ASSERT_TRUE(galleries_.prepare(PurposeId("door"), "null", pipelines_->first().dimension()));
  templates_.on_visit = [](auto&...) { ADD_FAILURE() << "the gallery is made again"; };
  furnish_for_identification();
  const auto reply = gate_->identify(ask("guest"), kAna);
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_TRUE(reply->identification);
}

}  // namespace
}  // namespace menshen::gate
