#include "readiness/examine.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/decision.hpp"
#include "readiness/formats.hpp"
#include "readiness/report.hpp"
#include "readiness/tests/house.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/scope.hpp"
#include "registry/starting_site.hpp"
#include "registry/testing/lawful_office.hpp"

namespace menshen::readiness {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(Examine, finds_nothing_missing_where_all_was_found_in_order) {
  House house;
  house.furnish(registry::lawful_office());
  const Report report = house.examined();
  EXPECT_EQ(report.outcome(), policy::Outcome::permit) << as_text(report, "S", Language::en);
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.puts, IsEmpty());
  EXPECT_TRUE(report.is_healthy());
  ASSERT_EQ(report.cases.size(), 1U);
}

TEST(Examine, of_the_whole_asks_for_what_is_around_the_gate_too) {
  House house;
  house.furnish(registry::lawful_office());
  const Report report = house.examined(Extent::whole);
  EXPECT_EQ(report.outcome(), policy::Outcome::undetermined);
  std::vector<std::string> rules;
  for (const Finding& finding : report.findings) {
    EXPECT_EQ(finding.status, policy::Status::undetermined) << finding.provision->id;
    rules.push_back(finding.provision->id);
  }
  EXPECT_THAT(rules, testing::IsSupersetOf({"AUD25-3-1", "CC-1035-1.published", "PIPL-51-1"}));
}

TEST(Examine, names_what_nobody_said) {
  House house;
  house.furnish(unanswered());
  const Report report = house.examined();
  EXPECT_NE(report.outcome(), policy::Outcome::permit);
  for (const Finding& finding : report.findings) {
    EXPECT_THAT(finding.needs, testing::Not(IsEmpty())) << finding.provision->id;
    for (const Need& need : finding.needs) {
      EXPECT_TRUE(need.mend) << finding.provision->id << " "
                             << house.law.vocabulary().facts()[need.fact].id;
    }
  }
}

TEST(Examine, says_which_records_must_come_first) {
  House house;
  Report report = house.examined();
  EXPECT_EQ(report.outcome(), policy::Outcome::undetermined);
  ASSERT_EQ(report.gaps.size(), 2U);
  EXPECT_EQ(command_line(report.gaps[0].mend, "S"),
            "menshen org put organization --state S --name TEXT");
  EXPECT_EQ(command_line(report.gaps[1].mend, "S"),
            "menshen purpose put purpose --state S --statement-zh TEXT");
  house.put(registry::Purpose{.id = PurposeId("door")});
  report = house.examined();
  ASSERT_EQ(report.gaps.size(), 2U);
  EXPECT_EQ(command_line(report.gaps[1].mend, "S"),
            "menshen assignment put door_at_device --state S --purpose door --device ID");
}

TEST(Examine, does_not_ask_about_a_purpose_that_ended) {
  House house;
  house.furnish(unanswered());
  auto purpose = registry::purpose_of(unanswered());
  purpose.ended_on = house.today;
  house.put(purpose);
  EXPECT_THAT(house.examined().cases, IsEmpty());
}

TEST(Examine, tells_nobody_what_their_circumstances_should_be) {
  House house;
  auto site = unanswered();
  site.place_class = "";
  site.in_mainland = std::nullopt;
  house.furnish(site);
  for (const Put& put : house.examined().puts) {
    for (const Said& said : put.fields) {
      if (said.field != "place_class" && said.field != "is_cn_mainland") continue;
      EXPECT_TRUE(said.is_open) << said.field << " " << said.value;
    }
  }
}

TEST(Examine, has_the_device_moved_out_of_a_private_space) {
  House house;
  auto site = registry::lawful_office();
  site.place_class = "public_changing_room";
  house.furnish(site);
  const Report report = house.examined();
  EXPECT_EQ(report.outcome(), policy::Outcome::deny);
  const auto found = std::ranges::find_if(report.findings, [](const Finding& finding) {
    return finding.provision->row() == "M25-13-4";
  });
  ASSERT_NE(found, report.findings.end());
  EXPECT_EQ(found->status, policy::Status::violated);
  ASSERT_FALSE(found->needs.empty());
  ASSERT_TRUE(found->needs.front().mend);
  EXPECT_EQ(command_line(*found->needs.front().mend, "S"),
            "menshen device put camera --state S --place ID");
}

TEST(Examine, is_not_well_with_what_is_overdue) {
  House house;
  house.furnish(registry::lawful_office());
  registry::Obligation owed{.id = registry::ObligationId("sign"),
                            .kind = "check_sign",
                            .raised_on = day_of("2026-11-01"),
                            .due_on = day_of("2026-11-22")};
  house.put(owed);
  Report report = house.examined();
  EXPECT_EQ(report.outcome(), policy::Outcome::permit);
  EXPECT_FALSE(report.is_healthy());
  ASSERT_EQ(report.overdue.size(), 1U);
  EXPECT_EQ(report.overdue.front().obligation, "sign");
  owed.due_on = house.today;  // the last day is a day
  house.put(owed);
  EXPECT_TRUE(house.examined().is_healthy());
  owed.due_on = day_of("2026-11-22");
  owed.done_on = house.today;
  house.put(owed);
  EXPECT_TRUE(house.examined().is_healthy());
}

TEST(Examine, is_not_well_without_the_calendar_of_the_year) {
  House house;
  house.furnish(registry::lawful_office());
  house.today = day_of("2040-01-02");
  EXPECT_FALSE(house.examined().is_healthy());
}

TEST(Examine, is_not_well_with_a_word_that_the_law_does_not_have) {
  House house;
  auto site = registry::lawful_office();
  site.place_class = "castle";
  house.furnish(site);
  const Report report = house.examined();
  EXPECT_FALSE(report.is_healthy());
  EXPECT_THAT(as_text(report, "S", Language::en),
              HasSubstr("`place.class` cannot be `castle`"));
}

// As a page and as JSON it is the same report.
TEST(Examine, is_told_in_both_languages_and_to_programs) {
  House house;
  house.furnish(unanswered());
  const Report report = house.examined();
  for (const Put& put : report.puts) {
    const std::string line = command_line(put, "S");
    EXPECT_THAT(as_text(report, "S", Language::en), HasSubstr(line));
    EXPECT_THAT(as_text(report, "S", Language::zh), HasSubstr(line));
  }
  EXPECT_THAT(as_text(report, "S", Language::zh), HasSubstr("改正的命令"));
  EXPECT_THAT(as_json(report, "S"), HasSubstr(R"("row":"M25-9-0")"));
}

// What a person would say in place of a placeholder.
std::string sensible(const Said& said) {
  const std::map<std::string, std::string> answers{
      {"NUMBER", "3"}, {"YES_OR_NO", "no"}, {"TEXT", "某文本"}};
  if (!said.is_open) return said.value;
  if (!said.words.empty()) return said.words.front();
  const auto found = answers.find(said.value);
  return found == answers.end() ? said.value : found->second;
}

void obey(House& house, const Put& put) {
  const auto kept = house.registry().find(put.kind, put.id).value();
  auto draft =
      kept ? registry::Draft::of(kept->record) : registry::Draft::blank(put.kind, put.id);
  for (const Said& said : put.fields) {
    std::string value = sensible(said);
    const bool is_assessment = put.kind == registry::kKind<registry::Assessment>;
    if (is_assessment && said.field == "scope") value = "";
    const auto done = draft.set(said.field, value);
    ASSERT_TRUE(done) << done.error().what << ": " << command_line(put, "S");
  }
  if (put.kind == registry::kKind<registry::Assessment> && !draft.has("scope")) {
    const PurposeId purpose(registry::text_of(*draft.value("purpose")));
    const auto setting =
        registry::setting_now(house.registry(), purpose, DeviceId(""), house.crypto).value();
    ASSERT_TRUE(draft.set("scope", to_hex(setting.scope)));
  }
  const auto record = draft.record();
  ASSERT_TRUE(record) << record.error().what << ": " << command_line(put, "S");
  house.put(*record);
}

struct Start {
  std::string_view name;
  std::function<void(House&)> furnish;
};

std::ostream& operator<<(std::ostream& out, const Start& start) { return out << start.name; }

registry::StartingSite without_words() {
  registry::StartingSite site = unanswered();
  site.retention_days = std::nullopt;
  site.contact = "";
  site.alternative_kind = "";
  site.storage = "";
  site.in_mainland = std::nullopt;
  site.over_internet = std::nullopt;
  return site;
}

class Mending : public testing::TestWithParam<Start> {};

// The proof that the commands are the right ones: they are all that is done.
TEST_P(Mending, comes_to_an_end_by_the_commands_alone) {
  House house;
  GetParam().furnish(house);
  constexpr int kRoundsMax = 4;
  int rounds = 0;
  for (Report report = house.examined(); report.outcome() != policy::Outcome::permit;
       report = house.examined()) {
    ASSERT_LT(rounds++, kRoundsMax) << as_text(report, "S", Language::en);
    ASSERT_FALSE(report.puts.empty()) << as_text(report, "S", Language::en);
    for (const Put& put : report.puts) obey(house, put);
  }
  EXPECT_GT(rounds, 0);
}

const Start kStarts[] = {
    {"what_nobody_answered", [](House& house) { house.furnish(unanswered()); }},
    {"nor_any_word", [](House& house) { house.furnish(without_words()); }},
    {"no_other_way",
     [](House& house) {
       auto site = registry::lawful_office();
       site.alternative_kind = "";
       house.furnish(site);
     }},
    {"an_assessment_of_what_was",
     [](House& house) {
       auto site = registry::lawful_office();
       house.furnish(site);
       site.statement_zh = "另一目的";
       house.put(registry::purpose_of(site));
     }},
    {"a_sign_that_nobody_looked_at_since",
     [](House& house) {
       auto site = registry::lawful_office();
       site.place_class = "shopping_mall";
       site.public_security_need = true;
       house.today = day_of("2026-06-01");
       house.furnish(site);
       house.today = day_of("2026-11-23");
     }},
    {"a_notice_without_rights",
     [](House& house) {
       house.furnish(registry::lawful_office());
       house.put(registry::Notice{.id = registry::NoticeId("n2"),
                                  .purpose = PurposeId("door"),
                                  .version = 2,
                                  .processor_zh = "某公司",
                                  .is_accessible = true});
     }},
    {"a_declaration_of_last_year",
     [](House& house) {
       house.furnish(registry::lawful_office());
       house.put(registry::Declaration{.id = registry::DeclarationId("security.access_control"),
                                       .fact = "security.access_control",
                                       .value = "true",
                                       .declared_on = day_of("2025-01-01"),
                                       .valid_until = day_of("2025-12-31")});
     }},
    {"an_injunction", [](House& house) {
       auto site = registry::lawful_office();
       site.checks.no_injunction = false;
       house.furnish(site);
     }}};

INSTANTIATE_TEST_SUITE_P(table, Mending, testing::ValuesIn(kStarts),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::readiness
