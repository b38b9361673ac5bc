#include <algorithm>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "gate/gate.hpp"
#include "gate/gates.hpp"

#include "gate/tests/gate_journey.hpp"

namespace menshen::gate {
namespace {

TEST_F(GateJourney, answers_what_the_law_says_without_doing_anything) {
  const auto refused = gate_->consult(ask(), Act::verify);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->verdict, Verdict::refused);
  ASSERT_TRUE(agree());
  const auto before = entries();
  const auto permitted = gate_->consult(ask(), Act::enroll);
  ASSERT_TRUE(permitted);
  EXPECT_EQ(permitted->verdict, Verdict::permitted);
  EXPECT_EQ(permitted->done, std::nullopt);
  EXPECT_EQ(entries(), before + 1);
  EXPECT_EQ(entry(permitted->decided.sequence).event, ledger::Event::question);
  EXPECT_EQ(decoder_.calls, 0);
}

TEST_F(GateJourney, says_what_each_ground_is_about) {
  const auto reply = gate_->consult(ask(), Act::enroll);
  ASSERT_TRUE(reply);
  const auto ground = std::ranges::find(reply->grounds, "M25-6-1", &Ground::rule);
  ASSERT_NE(ground, reply->grounds.end());
  EXPECT_EQ(ground->topic, "consent");
  for (const auto& each : reply->grounds) EXPECT_FALSE(each.topic.empty()) << each.rule;
}

TEST_F(GateJourney, shows_where_faces_are_only_when_the_law_permits) {
  const auto refused = gate_->detect(ask(), kAna);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->verdict, Verdict::refused);
  EXPECT_EQ(decoder_.calls, 0);
  state_what_capturing_asks();
  ASSERT_TRUE(agree());
  const auto found = gate_->detect(ask(), kAna);
  ASSERT_TRUE(found) << found.error().what;
  ASSERT_EQ(found->verdict, Verdict::permitted);
  ASSERT_EQ(found->faces.size(), 1U);
  EXPECT_EQ(found->faces.front().left, 16);
  EXPECT_TRUE(found->done);
  const auto nobody = gate_->detect(ask(), kNobody);
  ASSERT_TRUE(nobody);
  EXPECT_TRUE(nobody->faces.empty());
}

TEST_F(GateJourney, is_lent_to_one_at_a_time) {
  std::vector<std::unique_ptr<Gate>> made;
  made.push_back(std::move(gate_));
  Gates gates(std::move(made), 1);
  auto first = gates.borrow(0ms);
  ASSERT_TRUE(first);
  EXPECT_EQ(gates.borrow(0ms).error().code, Code::exhausted);
  auto waiting = std::async(std::launch::async, [&] { return gates.borrow(10s).has_value(); });
  {
    const auto back = std::move(*first);
  }
  EXPECT_TRUE(waiting.get());
  EXPECT_TRUE(gates.borrow(0ms));
  EXPECT_EQ(gates.for_records().consult(ask(), Act::verify)->verdict, Verdict::refused);
}

TEST_F(GateJourney, is_not_waited_for_by_more_than_may_wait) {
  std::vector<std::unique_ptr<Gate>> made;
  made.push_back(std::move(gate_));
  Gates gates(std::move(made), 0);
  const auto first = gates.borrow(0ms);
  ASSERT_TRUE(first);
  EXPECT_EQ(gates.borrow(10s).error().code, Code::exhausted);
}

}  // namespace
}  // namespace menshen::gate
