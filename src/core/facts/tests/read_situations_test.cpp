#include <ostream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "facts/tests/situation.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "registry/words.hpp"

namespace menshen::facts {
namespace {

Result<std::vector<Situation>> read(std::string_view text) {
  return read_situations(text, law_yaml::the_law(MENSHEN_LAW_DIR));
}

std::string one(std::string_view also) {
  return "on: 2026-11-21\n"
         "situations:\n"
         "  - name: a door\n"
         "    from: [M25-10-1]\n"
         "    action: face.verify\n"
         "    expect: {verdict: lawful}\n" +
         std::string(also);
}

TEST(ReadSituations, takes_what_the_file_says_before_what_the_situation_adds) {
  const auto read_well = read(
      "on: 2026-11-21\n"
      "action: face.verify\n"
      "site: {place_class: bank}\n"
      "world:\n"
      "  - {record: subject, id: person, needs: [voice, large_type]}\n"
      "situations:\n"
      "  - name: a door\n"
      "    from: [M25-10-1]\n"
      "    on: 2026-11-22\n"
      "    world:\n"
      "      - {answer: given, on: 2026-11-03}\n"
      "    facts:\n"
      "      subject person: {consent.state: given}\n"
      "    expect: {verdict: lawful}\n");
  ASSERT_TRUE(read_well) << read_well.error().what;
  ASSERT_EQ(read_well->size(), 1U);
  const Situation& situation = read_well->front();
  EXPECT_EQ(situation.site.place_class, "bank");
  EXPECT_EQ(to_text(situation.on), "2026-11-22");
  EXPECT_EQ(situation.action, "face.verify");
  ASSERT_EQ(situation.steps.size(), 2U);
  const auto& put = std::get<PutRecord>(situation.steps[0].what);
  ASSERT_EQ(put.fields.size(), 1U);
  EXPECT_EQ(put.fields[0].second, (registry::Texts{"voice", "large_type"}));
  const auto& answer = std::get<GiveAnswer>(situation.steps[1].what);
  EXPECT_EQ(answer.subject, "person");
  EXPECT_EQ(answer.purpose, "door");
  EXPECT_EQ(situation.facts.at(0).source, "subject person");
}

struct Refusal {
  std::string_view name;
  std::string_view also;  // under a situation that is right
  std::string_view error;
};

std::ostream& operator<<(std::ostream& out, const Refusal& row) { return out << row.name; }

class ReadSituationsRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ReadSituationsRefuses, with_the_line) {
  const auto refused = read(one(GetParam().also));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::invalid_input);
  EXPECT_TRUE(refused.error().what.starts_with(GetParam().error)) << refused.error().what;
}

// clang-format off
const Refusal kRefusals[] = {
    {"a_key_of_the_file",     "notes: x\n",                                                    "line 7: unknown"},
    {"a_key_of_a_situation",  "    note: x\n",                                                 "line 7: unknown"},
    {"a_key_of_a_site",       "    site: {place_klass: bank}\n",                               "line 7: unknown"},
    {"a_key_of_an_answer",    "    world:\n      - {answer: given, who: ana}\n",                 "line 8: unknown"},
    {"a_field_of_a_record",   "    world:\n      - {record: place, id: hall, spott: lobby}\n", "line 8: place.spott: is no field; did you mean `spot`?"},
    {"a_kind_of_record",      "    world:\n      - {record: placce, id: hall}\n",               "line 8: unknown record `placce`; did you mean `place`?"},
    {"a_value_of_a_field",    "    world:\n      - {record: place, id: hall, open_to_public: maybe}\n", "line 8: place.open_to_public: is neither yes nor no"},
    {"an_answer_put",         "    world:\n      - {record: consent, id: c}\n",                "line 8: an answer is written as"},
    {"a_step_that_is_none",   "    world:\n      - {on: 2026-11-21}\n",                         "line 8: needs one of"},
    {"a_fact",                "    facts:\n      place hall: {place.klass: bank}\n",            "line 8: unknown fact `place.klass`; did you mean `place.class`?"},
    {"a_value_of_a_fact",     "    facts:\n      place hall: {place.class: bankk}\n",           "line 8: unknown value"},
    {"an_unknown_fact",       "    unknown: [place.klass]\n",                                  "line 7: the law has no fact `place.klass`"},
    {"an_hour",               "    hour: 24\n",                                                "line 7: `hour` is 0 to 23"},
    {"no_verdict",            "  - {name: b, from: [M25-1-1], action: face.verify, expect: {}}\n", "line 7: needs `verdict`"},
    {"an_act",                "  - {name: b, from: [M25-1-1], action: face.see, expect: {verdict: lawful}}\n", "line 7: the law knows no act `face.see`"},
    {"nothing_it_is_of",      "  - {name: b, action: face.verify, expect: {verdict: lawful}}\n", "line 7: needs `from`"},
    {"a_name_told_twice",     "  - {name: a door, from: [M25-1-1], action: face.verify, expect: {verdict: lawful}}\n", "line 7: `a door` is told twice"},
};
// clang-format on

INSTANTIATE_TEST_SUITE_P(when, ReadSituationsRefuses, testing::ValuesIn(kRefusals),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::facts
