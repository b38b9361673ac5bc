#include "law_desk/words.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace menshen::law_desk {
namespace {

struct Row {
  std::string_view name;
  std::string_view text;
  std::string_view lines;  // at a width of 10, with a margin of `> `
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {.name = "nothing", .text = "", .lines = ""},
    {.name = "fits_exactly", .text = "ten column", .lines = "ten column"},
    {.name = "breaks_at_spaces", .text = "one two three", .lines = "one two\n> three"},
    {.name = "takes_line_breaks_for_spaces", .text = "one\n  two\n", .lines = "one two"},
    {.name = "lets_a_long_word_run_over",
     .text = "a consent.is_separate b",
     .lines = "a\n> consent.is_separate\n> b"},
    {.name = "breaks_between_chinese_characters",
     .text = "存在其他方式的",
     .lines = "存在其他方\n> 式的"},
    {.name = "keeps_a_closing_sign_with_its_word",
     .text = "存在其他方，不得",
     .lines = "存在其他\n> 方，不得"},
    {.name = "keeps_an_opening_sign_with_its_word",
     .text = "不得违反《办法》",
     .lines = "不得违反\n> 《办法》"},
    {.name = "breaks_between_the_scripts", .text = "不得使用face", .lines = "不得使用\n> face"},
};

class Wrapped : public testing::TestWithParam<Row> {};

TEST_P(Wrapped, fits_the_width) {
  EXPECT_EQ(wrapped(GetParam().text, 10, "> "), GetParam().lines);
}

INSTANTIATE_TEST_SUITE_P(table, Wrapped, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Columns, counts_two_for_a_chinese_character) {
  EXPECT_EQ(columns("face"), 4);
  EXPECT_EQ(columns("人脸"), 4);
  EXPECT_EQ(columns("《》"), 4);
  EXPECT_EQ(columns("–"), 1);
}

TEST(Paragraph, indents_every_line_and_ends_the_last) {
  const std::string word(60, 'a');
  EXPECT_EQ(paragraph(word + " " + word, 4), "    " + word + "\n    " + word + "\n");
}

}  // namespace
}  // namespace menshen::law_desk
