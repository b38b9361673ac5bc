// What catalogue::to_text writes, read_condition reads back.
#include "catalogue/condition_text.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"
#include "law_yaml/detail/read_condition.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

using catalogue::Condition;
using catalogue::Term;

Result<Condition> read(std::string_view text, const catalogue::Catalogue& law) {
  const auto root = plain_yaml::read_plain_yaml(text);
  if (!root) return tl::unexpected<Error>(root.error());
  return read_condition(*root,
                        {.vocabulary = law.vocabulary(), .parameters = law.parameters()});
}

bool same(const Term& a, const Term& b) {
  if (a.kind != b.kind || a.literal != b.literal || a.fact != b.fact ||
      a.parameter != b.parameter || a.shift.has_value() != b.shift.has_value()) {
    return false;
  }
  return !a.shift ||
         (a.shift->is_back == b.shift->is_back && a.shift->amount == b.shift->amount &&
          a.shift->parameter == b.shift->parameter && a.shift->period == b.shift->period);
}

bool same(const Condition& a, const Condition& b) {
  if (a.kind != b.kind) return false;
  if (a.kind != Condition::Kind::test) {
    return std::ranges::equal(a.parts, b.parts,
                              [](const auto& x, const auto& y) { return same(x, y); });
  }
  return a.test.relation == b.test.relation && a.test.words == b.test.words &&
         same(a.test.left, b.test.left) && same(a.test.right, b.test.right);
}

class ConditionText : public testing::TestWithParam<std::string_view> {};

TEST_P(ConditionText, is_what_was_read) {
  const auto law = catalogue::Catalogue::make(catalogue::small_contents()).value();
  const auto condition = read(GetParam(), law);
  ASSERT_TRUE(condition) << condition.error().what;
  EXPECT_EQ(to_text(*condition, law), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    table, ConditionText,
    testing::Values("consent", "is_private", "not: consent",
                    "all:\n  - consent\n  - place = bath",
                    "not:\n  any:\n    - consent\n    - not: statute",
                    "all:\n  - any:\n      - consent\n      - statute\n"
                    "  - not:\n      all:\n        - consent\n        - statute",
                    "place != bath", "place in [bath, office]", "kinds contains face",
                    "age >= 3", "age < parameter(L-5.age)", "withdrawn_on > today",
                    "withdrawn_on >= 2025-06-01", "today > withdrawn_on + 30 days",
                    "2025-06-01 - 1 years <= withdrawn_on - 2 months",
                    "today > withdrawn_on + parameter(L-5.age) years"));

TEST(ConditionText, of_every_provision_reads_back_the_same) {
  const auto& law = the_law(MENSHEN_LAW_DIR);
  for (const auto& provision : law.provisions()) {
    for (const Condition* condition : {&provision.when, &provision.requires_}) {
      const std::string text = to_text(*condition, law);
      if (text == "always") continue;
      const auto again = read(text, law);
      ASSERT_TRUE(again) << provision.id << "\n" << text << "\n" << again.error().what;
      EXPECT_TRUE(same(*again, *condition)) << provision.id << "\n" << text;
    }
  }
}

}  // namespace
}  // namespace menshen::law_yaml
