#include "law_yaml/read_rows.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace menshen::law_yaml {
namespace {

TEST(ReadMatrix, reads_group_row_and_what_is_known_of_it) {
  const auto rows = read_matrix(
      "m25:\n"
      "  M25-1-1: {enforceable: no, confidence: A}\n"
      "std:\n"
      "  GB-1: {enforceable: partly, confidence: C}\n");
  ASSERT_TRUE(rows) << rows.error().what;
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].id, "M25-1-1");
  EXPECT_EQ((*rows)[0].instrument, "m25");
  EXPECT_EQ((*rows)[0].enforceable, Enforceable::no);
  EXPECT_EQ((*rows)[1].instrument, "std");
  EXPECT_EQ((*rows)[1].confidence, catalogue::Confidence::c);
}

struct Row {
  std::string_view name;
  std::string_view text;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {"no_groups", "[m25]", "line 1: expected a mapping from instruments"},
    {"no_rows", "m25: [M25-1-1]", "line 1: expected a mapping from rows"},
    {"no_confidence", "m25:\n  M25-1-1: {enforceable: no}", "line 2: needs `confidence`"},
    {"unknown_word", "m25:\n  M25-1-1: {enforceable: part, confidence: A}",
     "line 2: unknown enforceable `part`; did you mean `partly`?"},
};

class ReadMatrix : public testing::TestWithParam<Row> {};

TEST_P(ReadMatrix, refuses_with_the_line) {
  const auto rows = read_matrix(GetParam().text);
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().what, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(table, ReadMatrix, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::law_yaml
