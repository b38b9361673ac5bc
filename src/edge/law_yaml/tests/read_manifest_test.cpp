#include "law_yaml/read_manifest.hpp"

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"

namespace menshen::law_yaml {
namespace {

using catalogue::Value;
using testing::ElementsAre;

// The small law, and a draft that nobody uses.
const catalogue::Catalogue& law() {
  static const auto one = [] {
    auto contents = catalogue::small_contents();
    contents.jurisdiction.id = "cn";
    auto draft = contents.instruments.front();
    draft.id = "d23";
    draft.status = catalogue::InstrumentStatus::draft;
    contents.instruments.push_back(draft);
    return catalogue::Catalogue::make(contents).value();
  }();
  return one;
}

Result<Manifest> read(std::string_view text) { return read_manifest(text, law()); }

TEST(ReadManifest, reads_one_case) {
  const auto manifest = read(
      "menshen: 1\ncase: gate-3\ntitle: {zh: 三号门, en: Gate 3}\non: 2026-11-21\nlaw: cn+d23\n"
      "action: verify\nfacts:\n  consent: false\n  kinds:\n    - face\n");
  ASSERT_TRUE(manifest) << manifest.error().what;
  EXPECT_FALSE(manifest->is_list);
  ASSERT_EQ(manifest->cases.size(), 1U);
  const ManifestCase& one = manifest->cases[0];
  EXPECT_EQ(one.id, "gate-3");
  EXPECT_EQ(one.title->en, "Gate 3");
  EXPECT_EQ(to_text(*one.on), "2026-11-21");
  EXPECT_EQ(one.law, (LawChoice{.is_in_force = true, .draft = "d23"}));
  EXPECT_THAT(one.acts, ElementsAre("verify"));
  EXPECT_EQ(one.facts_line, 7U);
  ASSERT_EQ(one.facts.size(), 2U);
  EXPECT_EQ(one.facts[0].value, Value(false));
  EXPECT_EQ(one.facts[0].line, 8U);
  EXPECT_EQ(one.facts[1].line, 9U);
}

TEST(ReadManifest, reads_json) {
  const auto manifest = read(
      "{\n\t\"menshen\": 1, \"case\": \"\\u4e09\\u53f7\\u95e8\",\n\t\"action\": [\"verify\", "
      "\"enroll\"],\n\t\"facts\": {\"consent\": true, \"age\": 13,\n\t\"kinds\": [\"face\"]}}");
  ASSERT_TRUE(manifest) << manifest.error().what;
  const ManifestCase& one = manifest->cases[0];
  EXPECT_EQ(one.id, "三号门");
  EXPECT_THAT(one.acts, ElementsAre("verify", "enroll"));
  EXPECT_EQ(one.facts[1].value, Value(std::int64_t{13}));
  EXPECT_EQ(one.facts[2].line, 5U);
}

TEST(ReadManifest, reads_what_json_escapes_as_two_surrogates) {
  const auto id = [](std::string_view escaped) {
    const auto text =
        fmt::format(R"({{"menshen": 1, "action": "verify", "case": "{}"}})", escaped);
    const auto manifest = read(text);
    return manifest ? manifest->cases[0].id : manifest.error().what;
  };
  EXPECT_EQ(id(R"(\ud842\udfb7)"), "𠮷");
  EXPECT_EQ(id(R"(\uD842\uDFB7x)"), "𠮷x");
  EXPECT_EQ(id(R"(\\ud842\\udfb7)"), R"(\ud842\udfb7)");
  EXPECT_FALSE(read(R"({"menshen": 1, "action": "verify", "case": "\ud842"})"));
  // In YAML a plain backslash is text.
  EXPECT_EQ(read("menshen: 1\naction: verify\ncase: \\ud842\\udfb7\n")->cases[0].id,
            "\\ud842\\udfb7");
}

TEST(ReadManifest, gives_cases_what_they_share) {
  const auto manifest = read(
      "menshen: 1\non: 2026-11-21\naction: verify\nfacts: {consent: true, age: 20}\ncases:\n"
      "  - case: a\n"
      "  - case: b\n    on: 2025-06-01\n    action: enroll\n    law: d23\n"
      "    facts: {age: unknown, consent: false}\n");
  ASSERT_TRUE(manifest) << manifest.error().what;
  EXPECT_TRUE(manifest->is_list);
  ASSERT_EQ(manifest->cases.size(), 2U);
  const ManifestCase& a = manifest->cases[0];
  EXPECT_EQ(to_text(*a.on), "2026-11-21");
  EXPECT_FALSE(a.law);
  EXPECT_EQ(a.facts.size(), 2U);
  EXPECT_EQ(a.facts[0].line, 4U);
  EXPECT_EQ(a.facts_line, 4U);
  const ManifestCase& b = manifest->cases[1];
  EXPECT_EQ(to_text(*b.on), "2025-06-01");
  EXPECT_EQ(b.law, (LawChoice{.is_in_force = false, .draft = "d23"}));
  EXPECT_THAT(b.acts, ElementsAre("enroll"));
  ASSERT_EQ(b.facts.size(), 1U);
  EXPECT_EQ(b.facts[0].value, Value(false));
  EXPECT_EQ(b.facts_line, 11U);
}

TEST(ReadManifest, leaves_to_today_and_the_law_in_force_what_is_not_said) {
  const auto manifest = read("menshen: 1\ncase: a\naction: verify\n");
  ASSERT_TRUE(manifest) << manifest.error().what;
  EXPECT_FALSE(manifest->cases[0].on);
  EXPECT_FALSE(manifest->cases[0].law);
  EXPECT_TRUE(manifest->cases[0].facts.empty());
  EXPECT_EQ(manifest->cases[0].facts_line, 1U);
}

TEST(ReadManifest, reads_what_is_expected) {
  const auto manifest = read(
      "menshen: 1\ncase: a\naction: verify\nexpect:\n  verdict: unlawful\n  violated: [L-2]\n"
      "  not_violated: [L-3]\n  conditional: [L-5]\n  obligations: [L-7]\n");
  ASSERT_TRUE(manifest) << manifest.error().what;
  const auto& expect = manifest->cases[0].expect;
  ASSERT_TRUE(expect);
  EXPECT_EQ(expect->line, 5U);
  EXPECT_EQ(expect->verdict, Verdict::unlawful);
  EXPECT_THAT(expect->violated, ElementsAre("L-2"));
  EXPECT_THAT(expect->not_violated, ElementsAre("L-3"));
  EXPECT_THAT(expect->conditional, ElementsAre("L-5"));
  EXPECT_THAT(expect->obligations, ElementsAre("L-7"));
}

struct Row {
  std::string_view name;
  std::string_view text;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr Row kRows[] = {
    {.name = "no_version",
     .text = "case: a\naction: verify\n",
     .refusal = "line 1: needs `menshen: 1`, the version of this form"},
    {.name = "another_version",
     .text = "case: a\nmenshen: 2\n",
     .refusal = "line 2: only `menshen: 1` is known"},
    {.name = "not_a_mapping",
     .text = "- a\n",
     .refusal = "line 1: expected a mapping, found a list"},
    {.name = "no_case",
     .text = "menshen: 1\naction: verify\n",
     .refusal = "line 1: needs `case`"},
    {.name = "misspelt_field",
     .text = "menshen: 1\ncase: a\nfact:\n  consent: true\n",
     .refusal = "line 3: unknown field `fact`; did you mean `facts`?"},
    {.name = "no_action", .text = "menshen: 1\ncase: a\n", .refusal = "line 1: needs `action`"},
    {.name = "misspelt_action",
     .text = "menshen: 1\ncase: a\naction:\n  - verify\n  - enrol\n",
     .refusal = "line 5: unknown act `enrol`; did you mean `enroll`?"},
    {.name = "action_twice",
     .text = "menshen: 1\ncase: a\naction: [verify, verify]\n",
     .refusal = "line 3: `verify` is given twice"},
    {.name = "action_of_another_kind",
     .text = "menshen: 1\ncase: a\naction: {verify: true}\n",
     .refusal = "line 3: `action` needs the name of an act, or a list of them"},
    {.name = "misspelt_fact",
     .text = "menshen: 1\ncase: a\naction: verify\nfacts:\n  consnt:\n    - x\n",
     .refusal = "line 5: unknown fact `consnt`; did you mean `consent`?"},
    {.name = "ill_typed_fact",
     .text = "menshen: 1\ncase: a\naction: verify\nfacts:\n  age: old\n",
     .refusal = "line 5: `age` needs a whole number (years), not `old`"},
    {.name = "derived_fact",
     .text = "menshen: 1\ncase: a\naction: verify\nfacts: {is_private: true}\n",
     .refusal = "line 4: `is_private` is derived by the law and cannot be stated"},
    {.name = "a_day_that_is_none",
     .text = "menshen: 1\ncase: a\naction: verify\non: 2026-02-30\n",
     .refusal = "line 4: not a calendar date: `2026-02-30`"},
    {.name = "unknown_law",
     .text = "menshen: 1\ncase: a\naction: verify\nlaw: us\n",
     .refusal = "line 4: unknown law `us`; there is cn, d23, cn+d23"},
    {.name = "steering_characters",
     .text = "menshen: 1\ncase: \"\\e[31m\"\naction: verify\n",
     .refusal = "line 2: `case` has a control character"},
    {.name = "steering_characters_of_eight_bits",
     .text = "menshen: 1\ncase: \"\\x9b31m\"\naction: verify\n",
     .refusal = "line 2: `case` has a control character"},
    {.name = "one_case_and_many",
     .text = "menshen: 1\ncase: a\ncases: []\n",
     .refusal = "line 2: unknown field `case`; did you mean `cases`?"},
    {.name = "no_cases",
     .text = "menshen: 1\ncases: []\n",
     .refusal = "line 2: `cases` is empty"},
    {.name = "case_twice",
     .text = "menshen: 1\naction: verify\ncases:\n  - case: a\n  - case: a\n",
     .refusal = "line 5: the case `a` is given in line 4 already"},
    {.name = "misspelt_expectation",
     .text = "menshen: 1\ncase: a\naction: verify\nexpect: {verdct: lawful}\n",
     .refusal = "line 4: unknown field `verdct`; did you mean `verdict`?"},
    {.name = "no_verdict",
     .text = "menshen: 1\ncase: a\naction: verify\nexpect: {verdict: lawfull}\n",
     .refusal = "line 4: unknown verdict `lawfull`; did you mean `lawful`?"},
};

class RefusesManifest : public testing::TestWithParam<Row> {};

TEST_P(RefusesManifest, with_the_line) {
  const auto manifest = read(GetParam().text);
  ASSERT_FALSE(manifest);
  EXPECT_EQ(manifest.error(), (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesManifest, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ReadManifest, limits_the_number_of_cases) {
  std::string text = "menshen: 1\naction: verify\ncases:\n";
  for (std::size_t i = 0; i < kManifestCasesMax; ++i) text += fmt::format("  - case: c{}\n", i);
  EXPECT_TRUE(read(text));
  EXPECT_EQ(read(text + "  - case: one more\n").error().code, Code::exhausted);
}

}  // namespace
}  // namespace menshen::law_yaml
