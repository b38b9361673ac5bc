#include "questionnaire/questions.hpp"

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "law_yaml/testing/the_law.hpp"

namespace menshen::questionnaire {
namespace {

using testing::HasSubstr;

const catalogue::Vocabulary& words() { return law_yaml::the_law(MENSHEN_LAW_DIR).vocabulary(); }

TEST(Questions, have_words_in_both_languages) {
  for (const Question& question : questions()) {
    if (question.form == Form::id) continue;
    EXPECT_NE(text_of(question, words(), Language::zh), "") << question.key;
    EXPECT_NE(text_of(question, words(), Language::en), "") << question.key;
    if (question.form == Form::word) {
      EXPECT_GT(choices_of(question, words()).size(), 1U) << question.key;
    }
  }
}

TEST(Questions, take_their_own_default) {
  for (const Question& question : questions()) {
    auto site = blank_site();
    EXPECT_TRUE(take(question, question.otherwise, words(), site)) << question.key;
  }
}

struct Row {
  std::string_view name;
  std::string_view yaml;
  std::string_view refusal;  // empty: none
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// clang-format off
const Row kRows[] = {
    {"some_answers",       "name_zh: 某公司\nplace_class: office\nflow_in_order: yes\nretention_days: 30\n", ""},
    {"unknown_said",       "place_class: unknown\nminors_rules: unknown\n", ""},
    {"no_other_way",       "alternative_kind: none\n", ""},
    {"an_unknown_key",     "name_zh: 某公司\nplace_clas: office\n", "line 2: `place_clas` is no question; did you mean `place_class`?"},
    {"nothing_near",       "colour: red\n", "line 1: `colour` is no question; expected one of organization"},
    {"a_slip_in_a_word",   "\nplace_class: ofice\n", "line 2: `place_class` is no answer; did you mean `office`?"},
    {"another_word",       "mode: sometimes\n", "line 1: `mode` is no answer; say one of one_to_one"},
    {"no_truth",           "in_mainland: perhaps\n", "say one of yes, no, unknown"},
    {"no_number",          "retention_days: a year\n", "line 1: `retention_days` is no whole number"},
    {"below_zero",         "retention_days: -1\n", "is no whole number"},
    {"a_list",             "mode: [one_to_one]\n", "line 1: `mode` takes one text"},
    {"a_list_alone",       "- mode\n", "line 1: expected `key: answer`"},
    {"a_key_twice",        "mode: one_to_one\nmode: one_to_one\n", "line 2"},
};
// clang-format on

class Answers : public testing::TestWithParam<Row> {};

TEST_P(Answers, are_read_strictly) {
  const auto site = read_answers(GetParam().yaml, words());
  ASSERT_EQ(site.has_value(), GetParam().refusal.empty());
  if (site) return;
  EXPECT_EQ(site.error().code, Code::invalid_input);
  EXPECT_THAT(site.error().what, HasSubstr(std::string(GetParam().refusal)));
}

INSTANTIATE_TEST_SUITE_P(table, Answers, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Answers, leave_unknown_what_they_do_not_say) {
  const auto site = read_answers("flow_in_order: no\nminors_rules: no\n", words()).value();
  EXPECT_EQ(site.checks.flow, std::nullopt);  // which part of it is amiss is not said
  EXPECT_EQ(site.checks.minors, false);
  EXPECT_EQ(site.checks.notice, std::nullopt);
  EXPECT_EQ(site.in_mainland, std::nullopt);
  EXPECT_EQ(site.retention_days, std::nullopt);
  EXPECT_EQ(site.city, "");
  EXPECT_EQ(site.purpose, "door");
}

// Types the lines, and then goes.
class Typist {
 public:
  explicit Typist(std::vector<std::string> lines) : lines_(std::move(lines)) {}

  Result<registry::StartingSite> answer(Language language) {
    return ask({.read_line = [this]() -> std::optional<std::string> {
                  if (next_ == lines_.size()) return std::nullopt;
                  return lines_[next_++];
                },
                .print = [this](std::string_view text) { shown_ += text; }},
               language, words());
  }

  [[nodiscard]] const std::string& shown() const { return shown_; }

 private:
  std::vector<std::string> lines_;
  std::size_t next_ = 0;
  std::string shown_;
};

std::size_t asked() {
  std::size_t count = 0;
  for (const Question& question : questions()) count += question.form == Form::id ? 0U : 1U;
  return count;
}

TEST(Ask, takes_defaults_where_enter_is_pressed) {
  Typist typist(std::vector<std::string>(asked(), ""));
  const auto site = typist.answer(Language::zh).value();
  EXPECT_EQ(site.mode, "one_to_one");
  EXPECT_EQ(site.retention_days, 365);
  EXPECT_EQ(site.checks.purpose, std::nullopt);
  EXPECT_THAT(typist.shown(), HasSubstr("设备所在的是什么场所？"));
}

TEST(Ask, asks_again_for_what_is_no_answer) {
  std::vector<std::string> lines(asked() + 1, "");
  lines[4] = "landlord";
  lines[5] = "property_manager";
  Typist typist(lines);
  const auto site = typist.answer(Language::en).value();
  EXPECT_EQ(site.processor_kind, "property_manager");
  EXPECT_THAT(typist.shown(), HasSubstr("That is no answer; say one of property_manager"));
}

TEST(Ask, leaves_nothing_when_nobody_is_there_any_more) {
  Typist typist(std::vector<std::string>(asked() - 1, ""));
  const auto site = typist.answer(Language::en);
  ASSERT_FALSE(site);
  EXPECT_EQ(site.error().code, Code::invalid_input);
}

}  // namespace
}  // namespace menshen::questionnaire
