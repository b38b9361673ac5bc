#include "law_yaml/detail/read_condition.hpp"

#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {
namespace {

// A law with one number of each edge.
const catalogue::Contents& small() {
  static const auto contents = [] {
    auto law = catalogue::small_contents();
    auto period = law.parameters[0];
    period.id = "L-7.years";
    auto hours = law.parameters[0];
    hours.id = "L-8.hours";
    hours.unit = "hours";
    law.parameters.push_back(period);
    law.parameters.push_back(hours);
    return law;
  }();
  return contents;
}

Result<catalogue::Condition> read(std::string_view text) {
  const auto root = plain_yaml::read_plain_yaml("when: " + std::string(text)).value();
  return read_condition(root.children.front(),
                        {.vocabulary = small().vocabulary, .parameters = small().parameters});
}

struct Row {
  std::string_view name;
  std::string_view text;
  std::string_view refusal;  // empty: it is read
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {.name = "a_boolean", .text = "consent"},
    {.name = "a_derived_boolean", .text = "is_private"},
    {.name = "not", .text = "{not: consent}"},
    {.name = "all_and_any", .text = "{all: [consent, {any: [consent, statute]}]}"},
    {.name = "a_word", .text = "place = bath"},
    {.name = "another_word", .text = "place != bath"},
    {.name = "one_of_words", .text = "place in [bath, office]"},
    {.name = "a_member", .text = "kinds contains face"},
    {.name = "a_number", .text = "age >= 3"},
    {.name = "a_number_of_the_law", .text = "age < parameter(L-5.age)"},
    {.name = "its_other_side", .text = "age >= parameter(L-5.age)"},
    {.name = "today", .text = "withdrawn_on > today"},
    {.name = "a_date", .text = "withdrawn_on >= 2025-06-01"},
    {.name = "a_moved_day", .text = "today > withdrawn_on + 30 days"},
    {.name = "a_day_moved_back", .text = "withdrawn_on - 2 months <= today"},
    {.name = "a_day_moved_by_law", .text = "today > withdrawn_on + parameter(L-7.years) years"},
    {.name = "misspelt_fact",
     .text = "consnt",
     .refusal = "line 1: unknown fact `consnt`; did you mean `consent`?"},
    {.name = "misspelt_word",
     .text = "place = bathe",
     .refusal = "line 1: unknown value of `place` `bathe`; did you mean `bath`?"},
    {.name = "misspelt_parameter",
     .text = "age < parameter(L-5.aeg)",
     .refusal = "line 1: unknown parameter `L-5.aeg`; did you mean `L-5.age`?"},
    {.name = "bare_number",
     .text = "age",
     .refusal = "line 1: `age` is integer, so it must be compared"},
    {.name = "compared_boolean",
     .text = "consent = true",
     .refusal = "line 1: a boolean is not compared: write the name alone, or `not`"},
    {.name = "number_against_date",
     .text = "age < today",
     .refusal = "line 1: integer cannot be compared with date"},
    {.name = "date_against_number",
     .text = "withdrawn_on < 3",
     .refusal = "line 1: date cannot be compared with integer"},
    {.name = "years_against_hours",
     .text = "age < parameter(L-8.hours)",
     .refusal = "line 1: years cannot be compared with hours"},
    {.name = "wrong_side_of_the_edge",
     .text = "age <= parameter(L-5.age)",
     .refusal =
         "line 1: `L-5.age` is met `under`; this comparison parts the numbers elsewhere"},
    {.name = "equal_to_a_number_of_the_law",
     .text = "age = parameter(L-5.age)",
     .refusal =
         "line 1: `L-5.age` is met `under`; this comparison parts the numbers elsewhere"},
    {.name = "ordered_words",
     .text = "place < bath",
     .refusal = "line 1: words have no order: `<`"},
    {.name = "set_compared",
     .text = "kinds = face",
     .refusal = "line 1: a set is asked what it `contains`"},
    {.name = "number_contains",
     .text = "age contains face",
     .refusal = "line 1: `contains` needs a fact that is a set"},
    {.name = "number_in",
     .text = "age in [1]",
     .refusal = "line 1: `in` needs a fact that is a word"},
    {.name = "list_not_closed",
     .text = "place in [bath",
     .refusal = "line 1: the list is not closed"},
    {.name = "empty_list",
     .text = "place in []",
     .refusal = "line 1: unknown value of `place` `]`"},
    {.name = "moved_number",
     .text = "age < 3 + 4 days",
     .refusal = "line 1: only a day can be moved"},
    {.name = "unknown_period",
     .text = "today > withdrawn_on + 3 weeks",
     .refusal = "line 1: expected days, months, years or working_days, not `weeks`"},
    {.name = "period_of_another_unit",
     .text = "today > withdrawn_on + parameter(L-7.years) days",
     .refusal = "line 1: `L-7.years` counts years, not `days`"},
    {.name = "fraction",
     .text = "age < 1.5",
     .refusal = "line 1: neither a whole number nor a date: `1.5`"},
    {.name = "no_such_day",
     .text = "withdrawn_on < 2025-02-30",
     .refusal = "line 1: neither a whole number nor a date: `2025-02-30`"},
    {.name = "unknown_sign", .text = "age == 3", .refusal = "line 1: not a comparison: `==`"},
    {.name = "cut_short", .text = "age <", .refusal = "line 1: the test ends too early"},
    {.name = "too_long",
     .text = "consent or statute",
     .refusal = "line 1: not a comparison: `or`"},
    {.name = "more_than_a_test", .text = "age < 3 4", .refusal = "line 1: `4` is too much"},
    {.name = "bare_list",
     .text = "[consent]",
     .refusal = "line 1: a list needs `all` or `any` in front"},
    {.name = "all_of_nothing", .text = "{all: []}", .refusal = "line 1: `all` needs a list"},
    {.name = "unknown_joint",
     .text = "{none: [consent]}",
     .refusal = "line 1: expected `all`, `any` or `not`, found `none`"},
    {.name = "two_joints",
     .text = "{all: [consent], any: [consent]}",
     .refusal = "line 1: expected one of `all`, `any`, `not`"},
};

class ReadCondition : public testing::TestWithParam<Row> {};

TEST_P(ReadCondition, reads_what_is_well_typed_and_refuses_the_rest) {
  const auto condition = read(GetParam().text);
  EXPECT_EQ(condition ? "" : condition.error().what, GetParam().refusal);
}

INSTANTIATE_TEST_SUITE_P(table, ReadCondition, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::law_yaml
