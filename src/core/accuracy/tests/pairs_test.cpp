#include "accuracy/pairs.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace menshen::accuracy {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kTwoFolds =
    "2\t1\n"
    "Ana\t1\t2\n"
    "Ana\t3\tBo\t1\n"
    "Bo\t2\t4\n"
    "Bo\t1\tCy\t9999\n";

TEST(ReadPairs, reads_folds_of_mated_and_then_non_mated_pairs) {
  const auto pairs = read_pairs(kTwoFolds).value();
  EXPECT_EQ(pairs.folds, 2);
  EXPECT_EQ(pairs.per_fold, 1);
  EXPECT_THAT(pairs.pairs, testing::ElementsAre(Pair{{"Ana", 1}, {"Ana", 2}, 0, true},
                                                Pair{{"Ana", 3}, {"Bo", 1}, 0, false},
                                                Pair{{"Bo", 2}, {"Bo", 4}, 1, true},
                                                Pair{{"Bo", 1}, {"Cy", 9999}, 1, false}));
}

TEST(ReadPairs, reads_a_count_alone_as_one_fold) {
  const auto pairs = read_pairs("1\nAna\t1\t2\nAna\t3\tBo\t1").value();
  EXPECT_EQ(pairs.folds, 1);
  EXPECT_EQ(pairs.pairs.size(), 2U);
}

TEST(ReadPairs, reads_lines_that_end_in_either_way) {
  std::string text(kTwoFolds);
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
    text.replace(at, 1, "\r\n");
  }
  EXPECT_EQ(read_pairs(text).value().pairs, read_pairs(kTwoFolds).value().pairs);
  EXPECT_TRUE(read_pairs(text + "\r\n\n"));
}

TEST(ReadPairs, reads_names_in_any_script) {
  EXPECT_EQ(read_pairs("1\n张三\t1\t2\n张三\t1\t李四\t1\n").value().pairs[1].second.path(),
            "李四/李四_0001.jpg");
}

struct Row {
  std::string_view name;
  std::string_view text;
  std::string what;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const std::string kNotAName =
    "not a person's name; expected 1 to 128 bytes without `/`, `\\`, control characters or a "
    "leading dot";

const Row kRows[] = {
    {"empty", "", "line 1: field 1: expected a number from 1 to 1000000"},
    {"no_folds", "0\t1\n", "line 1: field 1: expected a number from 1 to 1000"},
    {"too_many_folds", "1001\t1\n", "line 1: field 1: expected a number from 1 to 1000"},
    {"no_pairs", "1\t0\n", "line 1: field 2: expected a number from 1 to 1000000"},
    {"header_in_words", "ten\t300\n", "line 1: field 1: expected a number from 1 to 1000"},
    {"header_of_three", "1\t2\t3\n",
     "line 1: 3 fields; the first line is the number of folds, a tab and the number of pairs"},
    {"ends_early", "1\nAna\t1\t2\n",
     "line 3: the list ends early; line 1 announces more pairs"},
    {"row_too_many", "1\nAna\t1\t2\nAna\t1\tBo\t1\nBo\t1\t2\n",
     "line 4: a row too many; line 1 announces 2 pairs"},
    {"non_mated_where_mated_is_due", "1\nAna\t1\tBo\t1\n",
     "line 2: 4 fields; a mated pair has 3, with tabs between them"},
    {"mated_where_non_mated_is_due", "1\nAna\t1\t2\nAna\t1\t2\n",
     "line 3: 3 fields; a non-mated pair has 4, with tabs between them"},
    {"blanks_for_tabs", "1\nAna 1 2\n",
     "line 2: 1 fields; a mated pair has 3, with tabs between them"},
    {"same_photograph", "1\nAna\t2\t2\n",
     "line 2: field 3: the photograph of field 2 again; a pair needs two"},
    {"same_person", "1\nAna\t1\t2\nAna\t1\tAna\t2\n",
     "line 3: field 3: the person of field 1 again; a non-mated pair needs two"},
    {"number_zero", "1\nAna\t0\t2\n", "line 2: field 2: expected a number from 1 to 9999"},
    {"number_too_long", "1\nAna\t1\t10000\n",
     "line 2: field 3: expected a number from 1 to 9999"},
    {"number_beyond_int", "1\nAna\t1\t99999999999\n",
     "line 2: field 3: expected a number from 1 to 9999"},
    {"number_with_a_tail", "1\nAna\t1\t2x\n",
     "line 2: field 3: expected a number from 1 to 9999"},
    {"way_up", "1\n../../etc\t1\t2\n", "line 2: field 1: " + kNotAName},
    {"only_dots", "1\n..\t1\t2\n", "line 2: field 1: " + kNotAName},
    {"absolute", "1\n/etc\t1\t2\n", "line 2: field 1: " + kNotAName},
    {"backslash", "1\na\\b\t1\t2\n", "line 2: field 1: " + kNotAName},
    {"zero_byte", "1\na\0b\t1\t2\n"sv, "line 2: field 1: " + kNotAName},
    {"no_name", "1\n\t1\t2\n", "line 2: field 1: " + kNotAName},
    {"second_name", "1\nAna\t1\t2\nAna\t1\t../x\t1\n", "line 3: field 3: " + kNotAName},
};

class RefusesPairs : public testing::TestWithParam<Row> {};

TEST_P(RefusesPairs, with_line_and_field) {
  const auto pairs = read_pairs(GetParam().text);
  ASSERT_FALSE(pairs);
  EXPECT_EQ(pairs.error().code, Code::invalid_input);
  EXPECT_EQ(pairs.error().what, GetParam().what);
}

INSTANTIATE_TEST_SUITE_P(table, RefusesPairs, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ReadPairs, holds_names_and_the_file_to_their_limits) {
  const auto with_name = [](std::size_t size) {
    const std::string name(size, 'x');
    return read_pairs("1\n" + name + "\t1\t2\n" + name + "\t1\tAna\t1\n").has_value();
  };
  EXPECT_TRUE(with_name(128));
  EXPECT_FALSE(with_name(129));
  EXPECT_EQ(read_pairs(std::string(kPairsBytesMax + 1, '\n')).error().code, Code::exhausted);
  EXPECT_EQ(read_pairs(std::string(kPairsBytesMax, '\n')).error().code, Code::invalid_input);
}

}  // namespace
}  // namespace menshen::accuracy
