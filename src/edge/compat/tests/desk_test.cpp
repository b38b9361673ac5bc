#include "compat/desk.hpp"

#include <chrono>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/role.hpp"
#include "caller/testing/caller_for_test.hpp"
#include "compat/operations.hpp"
#include "gate/reply.hpp"

#include "compat/tests/facade_journey.hpp"

namespace menshen::compat {
namespace {

using gate::Verdict;

using DeskTest = FacadeJourney;

TEST(Familiar, reaches_the_usual_threshold_exactly_where_the_calibrated_one_is_reached) {
  for (const double threshold : {0.3, 0.51, 0.0, -0.2}) {
    for (const double at : {0.5, 0.8}) {
      EXPECT_EQ(familiar(threshold, threshold, at), at);
      EXPECT_LT(familiar(std::nextafter(threshold, -1), threshold, at), at);
      EXPECT_EQ(familiar(1, threshold, at), 1);
      EXPECT_EQ(familiar(-1, threshold, at), 0);
      EXPECT_LT(familiar(0.6, threshold, at), familiar(0.7, threshold, at));
    }
  }
  EXPECT_EQ(familiar(1, 1, 0.5), 1);
}

TEST_F(DeskTest, a_face_is_named_alike_each_time_and_otherwise_for_another_purpose_or_person) {
  const auto named = [&](const char* purpose, const char* subject) {
    return face_id(crypto_, PurposeId(purpose), SubjectId(subject));
  };
  EXPECT_THAT(named("door", "ana"),
              testing::MatchesRegex("[0-9a-f]{12}8[0-9a-f]{3}[89ab][0-9a-f]{15}"));
  EXPECT_EQ(named("door", "ana"), named("door", "ana"));
  EXPECT_NE(named("door", "ana"), named("door", "bo"));
  EXPECT_NE(named("door", "ana"), named("doo", "rana"));
}

TEST(Bound, is_only_a_key_of_one_purpose_and_one_device) {
  using caller::CallerForTest;
  using caller::Role;
  EXPECT_TRUE(
      bound_to(CallerForTest::bound({Role::device}, PurposeId("door"), DeviceId("cam"))));
  for (const auto& caller :
       {CallerForTest::in({Role::operator_}),
        CallerForTest::bound({Role::operator_}, PurposeId("door"), std::nullopt),
        CallerForTest::bound({Role::device}, std::nullopt, DeviceId("cam"))}) {
    EXPECT_EQ(bound_to(caller).error().code, Code::refused);
  }
}

TEST_F(DeskTest, looks_for_nobody_where_nobody_was_announced) {
  furnish_for_identification();
  const int calls = decoder_.calls;
  const auto reply = desk_->identify(bound_, gate::kAna);
  ASSERT_TRUE(reply) << reply.error().what;
  EXPECT_EQ(reply->verdict, Verdict::refused);
  EXPECT_FALSE(reply->grounds.empty());
  EXPECT_EQ(decoder_.calls, calls);
}

TEST_F(DeskTest, an_announcement_is_good_for_one_search_within_a_minute) {
  furnish_for_identification();
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  // A picture that cannot be used takes nothing away.
  EXPECT_EQ(desk_->identify(bound_, gate::kNobody).error().code, Code::invalid_input);
  const auto found = desk_->identify(bound_, gate::kAna);
  ASSERT_TRUE(found && found->identification);
  EXPECT_EQ(found->identification->subject, SubjectId("ana"));
  EXPECT_EQ(desk_->identify(bound_, gate::kAna)->verdict, Verdict::refused);
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  clock_.advance(kPresentationTime - std::chrono::seconds(1));
  EXPECT_EQ(desk_->compare(bound_, gate::kAna, gate::kAna)->verdict, Verdict::permitted);
  ASSERT_TRUE(desk_->announce(bound_, SubjectId("guest")));
  clock_.advance(kPresentationTime);
  EXPECT_EQ(desk_->compare(bound_, gate::kAna, gate::kAna)->verdict, Verdict::refused);
  EXPECT_EQ(desk_->announce(bound_, SubjectId("stranger")).error().code, Code::not_found);
}

TEST_F(DeskTest, finds_those_who_are_enrolled_and_nobody_else) {
  furnish_for_identification();  // the guest agreed too, and is not enrolled
  const auto all = desk_->enrolled(bound_);
  ASSERT_TRUE(all) << all.error().what;
  ASSERT_EQ(all->size(), 1U);
  EXPECT_EQ(all->front().subject, SubjectId("ana"));
  const auto found = desk_->find_face(bound_, all->front().face);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->subject, SubjectId("ana"));
  EXPECT_EQ(*desk_->find_face(bound_, std::string(32, '0')), std::nullopt);
  EXPECT_EQ(*desk_->find_face(bound_, face_id(crypto_, bound_.purpose, SubjectId("guest"))),
            std::nullopt);
}

TEST_F(DeskTest, deleting_withdraws_and_erases) {
  enroll_ana();
  const auto erasure = desk_->withdraw(bound_, SubjectId("ana"));
  ASSERT_TRUE(erasure) << erasure.error().what;
  EXPECT_EQ(erasure->references, 1U);
  EXPECT_EQ(desk_->enroll(bound_, SubjectId("ana"), gate::kAna)->verdict, Verdict::refused);
  EXPECT_TRUE(desk_->enrolled(bound_)->empty());
}

TEST_F(DeskTest, a_device_announces_by_a_key_that_is_bound) {
  put_adult("guest");
  serve(operations(*desk_), {});
  const auto announced = ask_api("POST", "/api/v1/presentations", R"({"subject":"guest"})");
  EXPECT_EQ(announced.status, 200U) << announced.body;
  EXPECT_EQ(read(announced).at("until"), "2026-11-21T00:01:00.000Z");
  EXPECT_EQ(ask_api("POST", "/api/v1/presentations", R"({"subject":"x"})").status, 404U);
  caller_ = caller::CallerForTest::in({caller::Role::operator_});
  EXPECT_EQ(ask_api("POST", "/api/v1/presentations", R"({"subject":"guest"})").status, 403U);
}

}  // namespace
}  // namespace menshen::compat
