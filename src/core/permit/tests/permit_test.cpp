#include "permit/permit.hpp"

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "permit/testing/permit_for_test.hpp"

namespace menshen {
namespace {

constexpr Instant kUntil{std::chrono::milliseconds{1000}};
constexpr std::chrono::milliseconds kTick{1};

struct Row {
  std::string_view name;
  Act act;
  Instant now;
  std::optional<std::string_view> refusal;
  Code code = Code::refused;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {.name = "in_time", .act = Act::verify, .now = kUntil - kTick},
    {.name = "at_its_end",
     .act = Act::verify,
     .now = kUntil,
     .refusal = "the permit has expired; ask again",
     .code = Code::exhausted},
    {.name = "before_its_beginning",
     .act = Act::verify,
     .now = Instant{} - kTick,
     .refusal = "the permit is not valid yet"},
    {.name = "for_another_act",
     .act = Act::identify,
     .now = Instant{},
     .refusal = "the permit is for `face.verify`, not `face.identify`"},
};

class Spend : public testing::TestWithParam<Row> {};

TEST_P(Spend, answers_as_the_table_says) {
  auto permit = PermitForTest::make(Act::verify, kUntil);
  const auto use = std::move(permit).spend(GetParam().act, GetParam().now);
  EXPECT_EQ(use.has_value(), !GetParam().refusal.has_value());
  if (GetParam().refusal) {
    EXPECT_EQ(use.error(), (Error{GetParam().code, std::string(*GetParam().refusal)}));
  }
}

INSTANTIATE_TEST_SUITE_P(table, Spend, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Permit, serves_one_act_only) {
  auto permit = PermitForTest::make(Act::verify, kUntil);
  ASSERT_TRUE(std::move(permit).spend(Act::verify, Instant{}));
  const auto again =
      std::move(permit).spend(Act::verify, Instant{});  // NOLINT: the misuse under test
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().what, "the permit is already spent");
}

TEST(Permit, is_gone_after_a_refused_attempt_too) {
  auto permit = PermitForTest::make(Act::verify, kUntil);
  ASSERT_FALSE(std::move(permit).spend(Act::enroll, Instant{}));
  EXPECT_EQ(permit.grant(), nullptr);  // NOLINT: the misuse under test
}

TEST(PermitInUse, expires_while_in_use) {
  const auto use = PermitForTest::in_use(Act::verify, kUntil);
  EXPECT_TRUE(use.check(kUntil - kTick));
  EXPECT_FALSE(use.check(kUntil));
  EXPECT_FALSE(use.check(Act::identify, Instant{}));
}

TEST(PermitInUse, is_worth_nothing_once_moved_from) {
  auto use = PermitForTest::in_use(Act::verify);
  const PermitInUse taken = std::move(use);
  EXPECT_TRUE(taken.check(Instant{}));
  EXPECT_FALSE(use.check(Instant{}));  // NOLINT: the misuse under test
}

}  // namespace
}  // namespace menshen
