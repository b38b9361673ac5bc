#include "duty/escalation.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "duty/kinds.hpp"
#include "registry/persons.hpp"

namespace menshen::duty {
namespace {

CivilDate day_of(const char* text) { return parse_civil_date(text).value(); }

struct Row {
  const char* name;
  std::string_view kind;
  const char* due_on;       // empty: none
  const char* earliest_on;  // likewise
  bool waits;
  const char* day;
  std::int64_t level;
};

// A table is read down its columns.
// clang-format off
const Row kRows[] = {
    // name                            kind           due           earliest      waits  day           level
    {"far_off_it_is_only_raised",      kAssessAgain,  "2026-06-30", "",           false, "2026-05-30", kRaised},
    {"work_is_near_thirty_days_before", kAssessAgain, "2026-06-30", "",           false, "2026-05-31", kNear},
    {"a_task_is_not_near_so_early",    kCheckSign,    "2026-06-30", "",           false, "2026-06-22", kRaised},
    {"a_task_is_near_a_week_before",   kCheckSign,    "2026-06-30", "",           false, "2026-06-23", kNear},
    {"the_day_before_it_is_near",      kAssessAgain,  "2026-06-30", "",           false, "2026-06-29", kNear},
    {"on_its_day_it_is_due",           kAssessAgain,  "2026-06-30", "",           false, "2026-06-30", kDue},
    {"after_its_day_it_is_overdue",    kAssessAgain,  "2026-06-30", "",           false, "2026-07-01", kOverdue},
    {"the_earlier_reading_warns",      kLawDuty,      "2026-06-30", "2026-06-29", false, "2026-06-29", kDue},
    {"nearness_counts_from_it",        kLawDuty,      "2026-06-30", "2026-06-29", false, "2026-05-30", kNear},
    {"what_waits_is_due_by_its_first", kLawDuty,      "2026-06-30", "",           true,  "2026-06-30", kDue},
    {"what_waits_is_never_overdue",    kLawDuty,      "2026-06-30", "",           true,  "2026-09-01", kDue},
    {"without_a_day_it_is_due_at_once", kAskAnewAll,  "",           "",           false, "2026-01-01", kDue},
    {"and_overdue_on_the_next",        kAskAnewAll,   "",           "",           false, "2026-01-02", kOverdue},
    {"what_lasts_never_presses",       kKeepReport,   "2026-06-30", "",           false, "2026-06-30", kRaised},
    {"of_another_kind_nothing_is_near", "their_own",  "2026-06-30", "",           false, "2026-06-29", kRaised},
};
// clang-format on

class Escalation : public testing::TestWithParam<Row> {};

TEST_P(Escalation, rises_with_the_days) {
  const Row& row = GetParam();
  registry::Obligation obligation{.id = registry::ObligationId("o"),
                                  .kind = std::string(row.kind),
                                  .raised_on = day_of("2026-01-01")};
  if (*row.due_on != '\0') obligation.due_on = day_of(row.due_on);
  if (*row.earliest_on != '\0') obligation.earliest_on = day_of(row.earliest_on);
  if (row.waits) obligation.waits_for_year = 2027;
  EXPECT_EQ(escalation_on(obligation, day_of(row.day)), row.level);
}

INSTANTIATE_TEST_SUITE_P(table, Escalation, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Kinds, each_is_told_in_both_languages) {
  for (const Kind& kind : kinds()) {
    EXPECT_FALSE(kind.zh.empty()) << kind.name;
    EXPECT_FALSE(kind.en.empty()) << kind.name;
    EXPECT_EQ(find_kind(kind.name), &kind);
  }
}

TEST(Kinds, that_are_others_end_by_hand_and_are_called_by_their_name) {
  EXPECT_EQ(find_kind("their_own"), nullptr);
  const Kind theirs = kind_of("their_own");
  EXPECT_EQ(theirs.ends, Ends::by_hand);
  EXPECT_EQ(theirs.near, std::chrono::days{0});
  EXPECT_EQ(theirs.zh, "their_own");
  EXPECT_EQ(theirs.en, "their_own");
}

}  // namespace
}  // namespace menshen::duty
