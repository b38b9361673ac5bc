#include "plain_yaml/plain_yaml.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace menshen::plain_yaml {
namespace {

struct Row {
  std::string_view name;
  std::string_view text;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {.name = "empty", .text = "", .refusal = "line 1: an empty file"},
    {.name = "anchor", .text = "a: &x 1\n", .refusal = "line 1: an anchor or a tag"},
    {.name = "alias", .text = "a: *x\n", .refusal = "line 1: an alias"},
    {.name = "tag", .text = "a: !!int 1\n", .refusal = "line 1: an anchor or a tag"},
    {.name = "key_twice",
     .text = "a: 1\nb: 2\na: 3\n",
     .refusal = "line 3: `a` is given twice"},
    {.name = "list_as_key", .text = "? [a]\n: 1\n", .refusal = "line 1: an odd key"},
    {.name = "two_documents",
     .text = "a: 1\n---\nb: 2\n",
     .refusal = "line 2: a second document"},
    {.name = "too_deep",
     .text = "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]",
     .refusal = "line 1: nested too deep"},
};

class RefusesYaml : public testing::TestWithParam<Row> {};

TEST_P(RefusesYaml, with_the_line) {
  const auto node = read_plain_yaml(GetParam().text);
  ASSERT_FALSE(node);
  EXPECT_EQ(node.error(), (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesYaml, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(PlainYaml, leaves_every_scalar_as_text) {
  const auto node = read_plain_yaml("consent: no\nsince: 2025-06-01\n");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->find("consent")->text, "no");
  EXPECT_EQ(node->find("since")->text, "2025-06-01");
  EXPECT_EQ(node->find("since")->line, 2U);
}

TEST(PlainYaml, limits_the_keys_of_one_mapping) {
  std::string text;
  for (std::size_t i = 0; i < kKeysMax; ++i) text += std::to_string(i) + ": x\n";
  EXPECT_TRUE(read_plain_yaml(text));
  EXPECT_EQ(read_plain_yaml(text + "one_more: x\n").error().what, "line 4097: too many keys");
}

TEST(PlainYaml, keeps_the_line_of_a_key_and_of_its_value) {
  const auto node = read_plain_yaml("a: 1\nb:\n  - x\n");
  ASSERT_TRUE(node);
  EXPECT_EQ(node->key_lines[1], 2U);
  EXPECT_EQ(node->find("b")->line, 3U);
}

}  // namespace
}  // namespace menshen::plain_yaml
