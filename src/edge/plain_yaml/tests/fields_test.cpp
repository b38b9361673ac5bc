#include "plain_yaml/fields.hpp"

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace menshen::plain_yaml {
namespace {

Node read(std::string_view text) { return read_plain_yaml(text).value(); }

struct Row {
  std::string_view name;
  std::string_view text;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {.name = "slip",
     .text = "nmae: x\n",
     .refusal = "line 1: unknown field `nmae`; did you "
                "mean `name`?"},
    {.name = "stranger",
     .text = "name: x\ncolour: y\n",
     .refusal = "line 2: unknown field "
                "`colour`"},
    {.name = "list_for_map",
     .text = "- name\n",
     .refusal = "line 1: expected a mapping, "
                "found a list"},
    {.name = "absent", .text = "count: 1\n", .refusal = "line 1: needs `name`"},
    {.name = "empty", .text = "name: ''\n", .refusal = "line 1: `name` is empty"},
    {.name = "map_for_text",
     .text = "name: {count: 1}\n",
     .refusal = "line 1: `name` must be "
                "text, not a mapping"},
};

class RefusesFields : public testing::TestWithParam<Row> {};

TEST_P(RefusesFields, naming_line_field_and_remedy) {
  const Node node = read(GetParam().text);
  const auto answer = [&]() -> Result<std::string> {
    MENSHEN_TRY([[maybe_unused]] const auto known, [&]() -> Result<int> {
      const auto keys = only_keys(node, {"name", "count"});
      if (!keys) return tl::unexpected<Error>(keys.error());
      return 0;
    }());
    return text(node, "name");
  }();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error(), (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesFields, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Scalars, are_read_only_in_their_one_form) {
  const Node node = read("[10, 10万, 1.5, nan, true, yes, 2025-06-01, 2025-6-1]");
  EXPECT_EQ(whole_number(node.children[0]), 10);
  EXPECT_EQ(whole_number(node.children[1]).error().what, "line 1: not a whole number: `10万`");
  EXPECT_EQ(decimal_number(node.children[2]), 1.5);
  EXPECT_FALSE(decimal_number(node.children[3]));
  EXPECT_EQ(boolean(node.children[4]), true);
  EXPECT_EQ(boolean(node.children[5]).error().what, "line 1: not `true` or `false`: `yes`");
  EXPECT_TRUE(date(node.children[6]));
  EXPECT_FALSE(date(node.children[7]));
}

TEST(Texts, of_an_absent_list_are_none) {
  EXPECT_TRUE(texts(read("a: 1"), "b").value().empty());
  EXPECT_EQ(texts(read("b: [x, y]"), "b").value().size(), 2U);
  EXPECT_FALSE(texts(read("b: [x, [y]]"), "b"));
}

}  // namespace
}  // namespace menshen::plain_yaml
