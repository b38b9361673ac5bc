// A person who has restricted the use of what is kept, as the gate answers it.
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate/gate.hpp"
#include "gate/tests/gate_journey.hpp"

namespace menshen::gate {
namespace {

constexpr const char* kRow = "PIPL-44-1";

class Freeze : public GateJourney {
 protected:
  void freeze(std::optional<Instant> since) {
    put(registry::Subject{.id = SubjectId("ana"),
                          .birth_date = CivilDate{1990y / 1 / 1},
                          .is_disabled_or_elderly = false,
                          .frozen_since = since});
  }

  // Refused, naming the row, before a picture is opened.
  void expect_refused(const Result<Reply>& reply) const {
    ASSERT_TRUE(reply) << reply.error().what;
    EXPECT_EQ(reply->verdict, Verdict::refused);
    EXPECT_THAT(rows_of(*reply), testing::Contains(kRow));
    EXPECT_FALSE(reply->comparison);
  }

  [[nodiscard]] static std::vector<std::string> rows_of(const Reply& reply) {
    std::vector<std::string> rows;
    for (const auto& ground : reply.grounds) rows.push_back(ground.rule);
    return rows;
  }

  [[nodiscard]] bool is_named() {
    const auto reply = gate_->identify(ask("guest"), kAna);
    EXPECT_TRUE(reply);
    return reply && reply->identification.has_value();
  }
};

TEST_F(Freeze, refuses_every_use_before_a_picture_is_opened) {
  enroll_ana();
  freeze(kNow);
  const int calls = decoder_.calls;
  expect_refused(gate_->verify(ask(), kAna));
  expect_refused(gate_->enroll(ask(), kAna));
  EXPECT_EQ(decoder_.calls, calls);
}

TEST_F(Freeze, keeps_the_reference_and_compares_it_with_nothing) {
  enroll_ana();
  freeze(kNow);
  ASSERT_EQ(templates_.count(SubjectId("ana")), 1U);
  const auto kept = templates_.get(
      {.subject = SubjectId("ana"), .purpose = PurposeId("door"), .model = "null"});
  ASSERT_TRUE(kept && *kept);
  EXPECT_TRUE((*kept)->is_frozen);
}

TEST_F(Freeze, leaves_the_person_out_of_a_search) {
  furnish_for_identification();
  ASSERT_TRUE(is_named());
  freeze(kNow);
  const auto before = size();
  EXPECT_FALSE(is_named());
  // Nobody was found: the law was not even asked about Ana.
  EXPECT_EQ(size(), before + 2);
}

TEST_F(Freeze, is_over_when_the_person_says_so) {
  furnish_for_identification();
  freeze(kNow);
  freeze(std::nullopt);
  EXPECT_TRUE(is_named());
  const auto reply = gate_->verify(ask(), kAna);
  ASSERT_TRUE(reply && reply->comparison);
  EXPECT_TRUE(reply->comparison->is_match);
}

TEST_F(Freeze, outlives_a_restart_and_a_registry_made_anew) {
  furnish_for_identification();
  freeze(kNow);
  for (const char* file : {"state.db", "anew.db"}) {
    open(file);
    expect_refused(gate_->verify(ask(), kAna));
    EXPECT_FALSE(is_named()) << file;
  }
}

// The vault was put back from before: its reference is not frozen, and the record knows better.
TEST_F(Freeze, comes_back_over_an_older_vault) {
  furnish_for_identification();
  freeze(kNow);
  ASSERT_EQ(galleries_.set_frozen(SubjectId("ana"), std::nullopt, false), 1U);
  open("anew.db");
  const auto kept = templates_.get(
      {.subject = SubjectId("ana"), .purpose = PurposeId("door"), .model = "null"});
  ASSERT_TRUE(kept && *kept);
  EXPECT_TRUE((*kept)->is_frozen);
  EXPECT_FALSE(is_named());
}

}  // namespace
}  // namespace menshen::gate
