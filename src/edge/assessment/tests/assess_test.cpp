#include "assessment/assess.hpp"

#include <chrono>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "catalogue/testing/small_law.hpp"
#include "law_yaml/read_manifest.hpp"
#include "law_yaml/read_stated.hpp"
#include "law_yaml/verdict.hpp"
#include "policy/decision.hpp"

namespace menshen::assessment {
namespace {

using namespace std::chrono_literals;

using policy::Status;
using testing::ElementsAre;
using testing::IsEmpty;

// The small law, with L-8 that governs `enroll` alone and forbids it in an office.
const catalogue::Catalogue& law() {
  static const auto one = [] {
    auto contents = catalogue::small_contents();
    contents.jurisdiction.id = "cn";
    const catalogue::SmallNames names(contents.vocabulary);
    auto rule = catalogue::small_provision("L-8", catalogue::Kind::prohibits);
    rule.acts = {*contents.vocabulary.find_act("enroll")};
    rule.when = names.is("place", std::string("office"));
    contents.provisions.push_back(std::move(rule));
    return catalogue::Catalogue::make(std::move(contents)).value();
  }();
  return one;
}

AssessReport assess_text(std::string_view facts, const AssessOptions& options,
                         std::string_view more = "") {
  const std::string text = fmt::format(
      "menshen: 1\ncase: a\non: 2025-06-02\naction: verify\n{}facts: {{{}}}\n", more, facts);
  return assess(law(),
                {{.file = "a.yaml", .manifest = law_yaml::read_manifest(text, law()).value()}},
                options);
}

LawReport judged(std::string_view facts, std::string_view acts = "verify",
                 std::string_view day = "2025-06-02") {
  const std::string text = fmt::format(
      "menshen: 1\ncase: a\non: {}\naction: [{}]\nfacts: {{{}}}\n", day, acts, facts);
  return assess(law(),
                {{.file = "a.yaml", .manifest = law_yaml::read_manifest(text, law()).value()}},
                {})
      .cases[0]
      .judged;
}

const RuleReport& rule(const LawReport& report, std::string_view id) {
  for (const RuleReport& one : report.rules) {
    if (one.provision->id == id) return one;
  }
  throw std::out_of_range(std::string(id));
}

std::vector<std::string> names(const std::vector<catalogue::FactIndex>& facts) {
  std::vector<std::string> ids;
  for (const auto fact : facts) ids.push_back(law().vocabulary().facts()[fact].id);
  return ids;
}

struct Row {
  std::string_view name;
  std::string_view acts;
  std::string_view facts;
  Verdict verdict;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// clang-format off
const Row kRows[] = {
    {"lawful",                        "verify",         "consent: true, place: office, age: 20", Verdict::lawful},
    {"one_act_unlawful_makes_all_so", "verify, enroll", "consent: true, place: office, age: 20", Verdict::unlawful},
    {"a_fact_missing",                "verify",         "consent: true, place: office",          Verdict::undetermined},
    {"violated_outranks_missing",     "verify",         "consent: true, age: 17",                Verdict::unlawful},
    {"no_basis_is_unlawful",          "verify",         "consent: false, statute: false, place: office, age: 20", Verdict::unlawful},
    {"an_exception_lifts_the_demand", "verify",         "consent: false, statute: true, place: office, age: 20",  Verdict::lawful},
};
// clang-format on

class AssessVerdict : public testing::TestWithParam<Row> {};

TEST_P(AssessVerdict, is_the_worst_over_the_acts) {
  EXPECT_EQ(law_yaml::name(judged(GetParam().facts, GetParam().acts).verdict),
            law_yaml::name(GetParam().verdict));
}

INSTANTIATE_TEST_SUITE_P(table, AssessVerdict, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Assess, gives_a_rule_once_with_the_acts_of_its_gravest_status) {
  const auto report = judged("consent: false, place: office, age: 20", "verify, enroll");
  EXPECT_THAT(rule(report, "L-2").acts, ElementsAre("verify", "enroll"));
  EXPECT_THAT(rule(report, "L-8").acts, ElementsAre("enroll"));
  EXPECT_THAT(report.rows(Status::violated), ElementsAre("L-2", "L-8"));
}

TEST(Assess, names_the_facts_that_break_a_rule) {
  const auto report = judged("consent: false, statute: true, place: bath, age: 17");
  EXPECT_THAT(names(rule(report, "L-3").grounds), ElementsAre("place"));
  EXPECT_THAT(names(rule(report, "L-5").grounds), ElementsAre("age"));
  EXPECT_THAT(rule(report, "L-2").grounds, IsEmpty());  // lifted
  EXPECT_EQ(rule(report, "L-2").excepted_by->id, "L-4");
  EXPECT_THAT(names(rule(report, "L-4").grounds), ElementsAre("statute"));
}

TEST(Assess, names_the_facts_that_a_rule_waits_for) {
  const auto report = judged("consent: true");
  EXPECT_THAT(names(rule(report, "L-3").missing), ElementsAre("place"));
  EXPECT_THAT(names(rule(report, "L-5").missing), ElementsAre("age"));
  EXPECT_THAT(names(report.missing), ElementsAre("age", "place"));
}

TEST(Assess, names_the_exceptions_that_may_yet_lift_a_broken_rule) {
  const auto report = judged("consent: false, place: office, age: 20");
  const auto& could_lift = rule(report, "L-2").could_lift;
  ASSERT_EQ(could_lift.size(), 1U);
  EXPECT_EQ(could_lift[0].provision->id, "L-4");
  EXPECT_THAT(names(could_lift[0].missing), ElementsAre("statute"));
  // An exception that may hold is nothing to find out for the verdict.
  EXPECT_THAT(report.rows(Status::undetermined), ElementsAre("L-1"));
}

TEST(Assess, shows_obligations_and_advice) {
  const auto report = judged("consent: true, withdrawn_on: 2025-06-01");
  ASSERT_EQ(report.obligations.size(), 1U);
  EXPECT_EQ(report.obligations[0].provision->id, "L-7");
  EXPECT_THAT(names(report.obligations[0].grounds), ElementsAre("withdrawn_on"));
  ASSERT_EQ(report.advice.size(), 1U);
  EXPECT_EQ(report.advice[0].provision->id, "L-6");
}

TEST(Assess, judges_nothing_where_no_law_read_here_speaks) {
  const auto report = judged("consent: false", "verify", "2025-05-31");
  EXPECT_TRUE(report.is_silent);
  EXPECT_EQ(report.verdict, Verdict::undetermined);
}

TEST(Assess, takes_the_day_from_the_command_then_the_case_then_today) {
  const CivilDate today = 2025y / 6 / 10;
  const CivilDate other = 2025y / 6 / 20;
  EXPECT_EQ(assess_text("", {.today = today}).cases[0].judged.day, CivilDate(2025y / 6 / 2));
  EXPECT_EQ(assess_text("", {.today = today, .on = other}).cases[0].judged.day, other);
  const auto manifest = law_yaml::read_manifest("menshen: 1\ncase: a\naction: verify\n", law());
  const auto report = assess(law(), {{.file = "a", .manifest = *manifest}}, {.today = today});
  EXPECT_EQ(report.cases[0].judged.day, today);
}

TEST(Assess, keeps_the_line_of_every_fact) {
  const auto report = assess_text("age: 20", {});
  const auto& lines = report.cases[0].lines;
  EXPECT_EQ(lines.at(*law().vocabulary().find_fact("age")), 5U);
}

TEST(Assess, judges_once_more_with_what_if) {
  const auto statement = [](std::string_view text) {
    return law_yaml::read_statement(text, law().vocabulary()).value();
  };
  const auto report =
      assess_text("consent: true, place: office, age: 17",
                  {.what_if = {statement("age=18"), statement("place=unknown")}});
  EXPECT_EQ(report.cases[0].judged.verdict, Verdict::unlawful);
  EXPECT_EQ(report.cases[0].changed->verdict, Verdict::undetermined);
}

struct Expected {
  std::string_view name;
  std::string_view expect;
  std::vector<std::string> mismatches;
};

std::ostream& operator<<(std::ostream& out, const Expected& row) { return out << row.name; }

const Expected kExpected[] = {
    {"the_verdict", "verdict: unlawful", {}},
    {"another_verdict", "verdict: lawful", {"expected lawful, came out unlawful"}},
    {"a_violated_row", "violated: [L-5]", {}},
    {"a_provision_by_its_id",
     "violated: [L-1.consent]",
     {"expected L-1.consent violated; satisfied"}},
    {"a_kept_row", "violated: [L-2]", {"expected L-2 violated; satisfied"}},
    {"a_row_cleared", "not_violated: [L-2]", {}},
    {"a_row_not_cleared", "not_violated: [L-5]", {"expected L-5 not violated; violated"}},
    {"conditional_takes_violated", "conditional: [L-5]", {}},
    {"conditional_takes_undetermined", "conditional: [L-3]", {}},
    {"conditional_refuses_kept",
     "conditional: [L-2]",
     {"expected L-2 violated or undetermined; satisfied"}},
    {"an_obligation", "obligations: [L-7]", {}},
    {"no_such_obligation",
     "obligations: [L-5]",
     {"expected L-5 among the obligations; violated"}},
    {"a_rule_that_is_an_obligation",
     "violated: [L-7]",
     {"expected L-7 violated; it is an obligation"}},
    {"a_missing_fact", "missing: [place]", {}},
    {"a_stated_fact", "missing: [age]", {"expected age among the missing facts; it is not"}},
    {"a_row_of_another_act",
     "violated: [L-8]",
     {"expected L-8 violated; it does not speak to these acts on that day"}},
    {"no_row_of_this_law",
     "violated: [M25-13-4]",
     {"expected M25-13-4 violated; there is no such row in this law"}},
};

class AssessCheck : public testing::TestWithParam<Expected> {};

TEST_P(AssessCheck, says_what_is_not_as_expected) {
  const auto report =
      assess_text("consent: true, age: 17, withdrawn_on: 2025-06-01", {.checks = true},
                  fmt::format("expect: {{{}}}\n", GetParam().expect));
  std::vector<std::string> found;
  for (const auto& mismatch : report.cases[0].mismatches) {
    EXPECT_FALSE(mismatch.zh.empty());
    found.push_back(mismatch.en);
  }
  EXPECT_EQ(found, GetParam().mismatches);
}

INSTANTIATE_TEST_SUITE_P(table, AssessCheck, testing::ValuesIn(kExpected),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::assessment
