#include "csv/read_csv.hpp"

#include <array>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

namespace menshen::csv {
namespace {

using Cells = std::vector<std::string>;

struct Read {
  std::string_view name;
  std::string_view text;
  std::vector<Cells> rows;
  std::vector<std::size_t> lines;
};

std::ostream& operator<<(std::ostream& out, const Read& row) { return out << row.name; }

class ReadsCsv : public testing::TestWithParam<Read> {};

TEST_P(ReadsCsv, as_columns_and_rows_with_their_lines) {
  const auto table = read_csv(GetParam().text);
  ASSERT_TRUE(table) << table.error().what;
  EXPECT_EQ(table->columns, (Cells{"id", "needs"}));
  EXPECT_THAT(table->problems, testing::IsEmpty());
  std::vector<Cells> rows;
  std::vector<std::size_t> lines;
  for (const auto& row : table->rows) {
    rows.push_back(row.cells);
    lines.push_back(row.line);
  }
  EXPECT_EQ(rows, GetParam().rows);
  EXPECT_EQ(lines, GetParam().lines);
}

INSTANTIATE_TEST_SUITE_P(
    table, ReadsCsv,
    testing::Values(
        Read{"plain", "id,needs\na,b\nc,d\n", {{"a", "b"}, {"c", "d"}}, {2, 3}},
        Read{"columns_alone", "id,needs", {}, {}},
        Read{"no_line_end_at_the_end", "id,needs\na,b", {{"a", "b"}}, {2}},
        Read{
            "lines_of_windows", "id,needs\r\na,b\r\nc,d\r\n", {{"a", "b"}, {"c", "d"}}, {2, 3}},
        Read{"lines_of_old_spreadsheets",
             "id,needs\ra,b\rc,d",
             {{"a", "b"}, {"c", "d"}},
             {2, 3}},
        Read{"byte_order_mark", "\xEF\xBB\xBFid,needs\na,b\n", {{"a", "b"}}, {2}},
        Read{"beyond_ascii", "id,needs\na,大字\n", {{"a", "大字"}}, {2}},
        Read{"quoted", "\"id\",needs\n\"a\",\"b, \"\"c\"\"\"\n", {{"a", "b, \"c\""}}, {2}},
        Read{"a_cell_of_two_lines",
             "id,needs\na,\"b\n\nc\"\nx,y\n",
             {{"a", "b\n\nc"}, {"x", "y"}},
             {2, 5}},
        Read{"blank_lines",
             "\nid,needs\n\n  \na,b\n\nc,d\n\n",
             {{"a", "b"}, {"c", "d"}},
             {5, 7}},
        Read{"rows_of_empty_cells", "id,needs\n,\na,b\n\"\",  \n", {{"a", "b"}}, {3}},
        Read{"an_empty_cell", "id,needs\na,\n,b\n", {{"a", ""}, {"", "b"}}, {2, 3}},
        Read{"spaces_around", "id , needs\n a ,\" b \" \n", {{"a", " b "}}, {2}}),
    [](const auto& row) { return std::string(row.param.name); });

struct Refused {
  std::string_view name;
  std::string text;
  Error error;
};

std::ostream& operator<<(std::ostream& out, const Refused& row) { return out << row.name; }

class RefusesCsv : public testing::TestWithParam<Refused> {};

TEST_P(RefusesCsv, with_line_problem_and_remedy) {
  const auto table = read_csv(GetParam().text);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error(), GetParam().error);
}

std::string many(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

Error wrong(std::string_view what) { return {Code::invalid_input, std::string(what)}; }

constexpr std::string_view kNothing = "line 1: holds nothing; the first line names the columns";
constexpr std::string_view kInside =
    ": a quotation mark stands inside a cell; quote the whole cell, and double each mark in it";

INSTANTIATE_TEST_SUITE_P(
    table, RefusesCsv,
    testing::Values(
        Refused{"empty", "", wrong(kNothing)}, Refused{"blank", "\n \n", wrong(kNothing)},
        Refused{"a_column_without_name", "id,,needs\n",
                wrong("line 1: column 2 has no name; name it, or leave it out")},
        Refused{"a_column_twice", "\nid,needs,id\n",
                wrong("line 2: columns 1 and 3 are called the same; keep one")},
        Refused{"a_column_with_a_long_name", many("a", kCellBytesMax + 1),
                wrong("line 1: the name of a column is too long")},
        Refused{"too_many_columns", many("a,", kColumnsMax) + "a\n",
                wrong("line 1: has more than 32 columns; leave out what is not needed")},
        Refused{"another_encoding", "id,needs\na,b\nc,\xB4\xF3\n",
                wrong("line 3: is no UTF-8; save the table as `CSV UTF-8`")},
        Refused{"two_bytes_a_character", std::string("\xFF\xFEi\0d\0", 6),
                wrong("line 1: is no UTF-8; save the table as `CSV UTF-8`")},
        Refused{"a_mark_inside", "id,needs\na,b\"c\n", wrong("line 2" + std::string(kInside))},
        Refused{"text_behind_a_mark", "id,needs\na,\"b\nc\"d\n",
                wrong("line 3" + std::string(kInside))},
        Refused{"a_mark_that_is_not_closed", "id,needs\na,b\nc,\"d\ne,f\n",
                wrong("line 3: a quotation mark is not closed; close it, or double it where it "
                      "belongs to the text")}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Csv, leaves_out_a_row_that_cannot_be_taken_and_says_why) {
  const std::string most(kCellBytesMax, 'x');
  const auto table = read_csv("id,needs\na\nb,c,d\ne," + most + "x\nf," + most + "\n" +
                              many(",", 1'000) + "\n");
  ASSERT_TRUE(table) << table.error().what;
  EXPECT_THAT(table->rows, testing::ElementsAre(
                               testing::Field(&Row::cells, testing::ElementsAre("f", most))));
  constexpr std::string_view kQuote =
      " cells where the first line has 2; give each column one, and quote what holds a comma";
  EXPECT_THAT(
      table->problems,
      testing::ElementsAre(Problem{2, "", "has 1" + std::string(kQuote)},
                           Problem{3, "", "has 3" + std::string(kQuote)},
                           Problem{4, "needs", "is longer than 8192 bytes; shorten it"}));
}

TEST(Csv, takes_as_many_rows_and_columns_as_it_says) {
  const auto rows = read_csv("id\n" + many("a\n", kRowsMax));
  ASSERT_TRUE(rows) << rows.error().what;
  EXPECT_EQ(rows->rows.size(), kRowsMax);
  std::string columns = "0";
  for (std::size_t i = 1; i < kColumnsMax; ++i) columns += "," + std::to_string(i);
  EXPECT_TRUE(read_csv(columns));
  EXPECT_TRUE(read_csv("id\n" + std::string(kBytesMax - 3, ' ')));
}

TEST(Csv, refuses_more_rows_and_bytes_than_it_says) {
  const auto rows = read_csv("id\n" + many("a\n", kRowsMax + 1));
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error(),
            (Error{Code::exhausted, "line 500002: more than 500000 rows; split the table"}));
  const auto bytes = read_csv(std::string(kBytesMax + 1, ' '));
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error(),
            (Error{Code::exhausted, "has more than 67108864 bytes; split the table"}));
}

TEST(Csv, is_written_so_that_it_is_read_as_the_same) {
  constexpr std::size_t kCells = 3;
  const std::array<std::string, kCells> names{"line", "a \"b\"", "c, d\ne"};
  const std::array<std::string, kCells> cells{"1", "", " \"\" "};
  const auto table = read_csv(write_row(names) + write_row(cells));
  ASSERT_TRUE(table) << table.error().what;
  EXPECT_THAT(table->columns, testing::ElementsAreArray(names));
  ASSERT_EQ(table->rows.size(), 1U);
  EXPECT_THAT(table->rows.front().cells, testing::ElementsAreArray(cells));
}

}  // namespace
}  // namespace menshen::csv
