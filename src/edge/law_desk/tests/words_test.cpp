#include "law_desk/words.hpp"

#include <string>

#include <gtest/gtest.h>

namespace menshen::law_desk {
namespace {

TEST(Wrapped, keeps_a_short_line) { EXPECT_EQ(wrapped("short", 2), "  short\n"); }

TEST(Wrapped, breaks_english_at_a_space) {
  const std::string word(30, 'a');
  const std::string text = word + " " + word + " " + word;
  EXPECT_EQ(wrapped(text, 2), "  " + word + " " + word + "\n  " + word + "\n");
}

TEST(Wrapped, breaks_chinese_between_characters) {
  std::string text;
  for (int i = 0; i < 45; ++i) text += "脸";
  const std::string out = wrapped(text, 0);
  EXPECT_EQ(columns(out.substr(0, out.find('\n'))), 80);
  EXPECT_EQ(columns(out.substr(out.find('\n') + 1)), 10 + 1);  // the last line break is one
}

TEST(Wrapped, keeps_a_word_that_is_longer_than_a_line) {
  const std::string word(100, 'a');
  std::string out = wrapped(word, 0);
  std::erase(out, '\n');
  EXPECT_EQ(out, word);
}

}  // namespace
}  // namespace menshen::law_desk
