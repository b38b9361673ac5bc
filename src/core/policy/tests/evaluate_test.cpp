#include "policy/evaluate.hpp"

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalogue/testing/small_law.hpp"

namespace menshen::policy {
namespace {

using namespace std::chrono_literals;
using enum Outcome;

constexpr CivilDate kDay = catalogue::kSmallLawFrom;

const catalogue::Catalogue& small_law() {
  static const auto law = catalogue::Catalogue::make(catalogue::small_contents()).value();
  return law;
}

const std::optional<bool> yes = true;
const std::optional<bool> no = false;
const std::optional<bool> unknown;

struct Row {
  std::string_view name;
  std::string_view place;  // empty: unknown
  std::optional<bool> consent;
  std::optional<bool> statute;
  int age;  // 0: unknown
  Outcome outcome;
  std::vector<std::string_view> violated;
  std::vector<std::string> missing;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// A table is read down its columns.
// clang-format off
const Row kRows[] = {
    // name                               place     consent  statute  age  outcome       violated          missing
    {"lawful",                            "office", yes,     no,      18,  permit,       {},               {}},
    {"no_consent_and_no_other_basis",     "office", no,      no,      18,  deny,         {"L-2"},          {}},
    {"exception_replaces_consent",        "office", no,      yes,     18,  permit,       {},               {}},
    {"exception_does_not_open_bathrooms", "bath",   no,      yes,     18,  deny,         {"L-3"},          {}},
    {"every_ground_is_reported",          "bath",   no,      no,      17,  deny,         {"L-2", "L-3", "L-5"}, {}},
    {"one_year_too_young",                "office", yes,     no,      17,  deny,         {"L-5"},          {}},
    {"unknown_place_fails_closed",        "",       yes,     no,      18,  undetermined, {},               {"place"}},
    {"unknown_age_fails_closed",          "office", yes,     no,      0,   undetermined, {},               {"age"}},
    {"unknown_exception_lifts_nothing",   "office", no,      unknown, 18,  deny,         {"L-2"},          {"statute"}},
    {"unknown_consent_fails_closed",      "office", unknown, no,      18,  undetermined, {},               {"consent"}},
    {"one_basis_is_enough",               "office", unknown, yes,     18,  permit,       {},               {}},
    {"deny_outranks_an_earlier_unknown",  "",       no,      no,      18,  deny,         {"L-2"},          {"place"}},
    {"deny_outranks_a_later_unknown",     "bath",   unknown, no,      18,  deny,         {"L-3"},          {"consent"}},
};
// clang-format on

Facts facts_of(const Row& row) {
  Facts facts(small_law().vocabulary());
  if (!row.place.empty()) facts.state("place", std::string(row.place), "test");
  if (row.consent) facts.state("consent", *row.consent, "test");
  if (row.statute) facts.state("statute", *row.statute, "test");
  if (row.age != 0) facts.state("age", std::int64_t{row.age}, "test");
  return facts;
}

std::vector<std::string> missing_of(const Decision& decision) {
  std::vector<std::string> ids;
  for (const auto* fact : decision.missing()) ids.push_back(fact->id);
  return ids;
}

class Evaluate : public testing::TestWithParam<Row> {};

TEST_P(Evaluate, answers_with_every_ground) {
  const auto decision = evaluate(compile(small_law(), kDay), "verify", facts_of(GetParam()));
  EXPECT_EQ(name(decision.outcome()), name(GetParam().outcome));
  EXPECT_EQ(decision.rows(Status::violated), GetParam().violated);
  EXPECT_THAT(missing_of(decision), testing::ElementsAreArray(GetParam().missing));
}

INSTANTIATE_TEST_SUITE_P(table, Evaluate, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Decision, is_made_by_the_law_alone) {
  EXPECT_FALSE((std::is_constructible_v<Decision, catalogue::Catalogue>));
  EXPECT_FALSE(std::is_default_constructible_v<Decision>);
}

TEST(Decision, leads_from_a_finding_to_citation_and_exception) {
  const auto decision = evaluate(compile(small_law(), kDay), "verify", facts_of(kRows[2]));
  for (const Finding& finding : decision.findings()) {
    if (finding.status != Status::excepted) continue;
    EXPECT_EQ(finding.provision->id, "L-2");
    ASSERT_NE(finding.excepted_by, nullptr);
    EXPECT_EQ(finding.excepted_by->id, "L-4");
    EXPECT_EQ(finding.provision->citation.zh, "《小法》");
    return;
  }
  FAIL() << "nothing was excepted";
}

TEST(Decision, keeps_its_law_alive) {
  auto decision = [] {
    const auto law = catalogue::Catalogue::make(catalogue::small_contents()).value();
    return evaluate(compile(law, kDay), "verify", Facts(law.vocabulary()));
  }();
  EXPECT_EQ(decision.findings().front().provision->id, "L-1.consent");
}

TEST(Decision, tells_what_is_owed_and_until_when) {
  auto facts = facts_of(kRows[0]);
  facts.state("withdrawn_on", kDay, "test");
  const auto decision = evaluate(compile(small_law(), kDay), "verify", facts);
  ASSERT_EQ(decision.obligations().size(), 1U);
  EXPECT_TRUE(decision.obligations()[0].is_certain);
  ASSERT_TRUE(decision.obligations()[0].due);
  EXPECT_EQ(decision.obligations()[0].due->earliest.day, kDay + std::chrono::days{30});

  facts.state("withdrawn_on", kDay + std::chrono::days{1}, "test");
  EXPECT_TRUE(evaluate(compile(small_law(), kDay), "verify", facts).obligations().empty());
}

TEST(Decision, gives_advice_without_changing_the_outcome) {
  const auto decision = evaluate(compile(small_law(), kDay), "verify", facts_of(kRows[0]));
  ASSERT_EQ(decision.advice().size(), 1U);
  EXPECT_EQ(decision.advice()[0]->id, "L-6");
}

TEST(EvaluateDefaultDeny, before_the_law_is_in_force) {
  const auto program = compile(small_law(), kDay - std::chrono::days{1});
  const auto decision = evaluate(program, "verify", facts_of(kRows[0]));
  EXPECT_EQ(decision.outcome(), deny);
  EXPECT_EQ(decision.basis(), Basis::none_in_force);
}

TEST(EvaluateDefaultDeny, an_act_that_the_law_does_not_know) {
  const auto decision = evaluate(compile(small_law(), kDay), "dance", facts_of(kRows[0]));
  EXPECT_EQ(decision.outcome(), deny);
  EXPECT_EQ(decision.basis(), Basis::none_in_force);
}

TEST(EvaluateDeathTest, stops_when_the_facts_speak_another_vocabulary) {
  const auto other = catalogue::small_vocabulary();
  EXPECT_DEATH((void)evaluate(compile(small_law(), kDay), "verify", Facts(other)),
               "vocabulary");
}

}  // namespace
}  // namespace menshen::policy
