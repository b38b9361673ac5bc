// The law of the repository as a whole: that it loads, and how it changes over the days.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "law_yaml/testing/the_law.hpp"
#include "policy/evaluate.hpp"

namespace menshen::law_yaml {
namespace {

using namespace std::chrono_literals;

constexpr CivilDate kPipl = 2021y / 11 / 1;
constexpr CivilDate kMeasures = 2025y / 6 / 1;

const catalogue::Catalogue& law() { return the_law(MENSHEN_LAW_DIR); }

std::set<std::string> instruments_on(CivilDate day) {
  std::set<std::string> ids;
  for (const auto* provision : law().in_force(day)) ids.insert(provision->instrument);
  return ids;
}

TEST(TheLaw, changes_on_the_days_of_its_main_instruments) {
  EXPECT_THAT(law().edge_days(), testing::IsSupersetOf({kPipl, kMeasures}));
}

TEST(TheLaw, holds_the_main_instruments_from_their_first_day) {
  const std::chrono::days one{1};
  EXPECT_THAT(instruments_on(kPipl - one), testing::Not(testing::Contains("pipl")));
  EXPECT_THAT(instruments_on(kPipl), testing::Contains("pipl"));
  EXPECT_THAT(instruments_on(kMeasures - one), testing::Not(testing::Contains("m25")));
  EXPECT_THAT(instruments_on(kMeasures), testing::IsSupersetOf({"m25", "pipl"}));
}

TEST(TheLaw, never_takes_a_draft_for_law) {
  for (const auto& instrument : law().instruments()) {
    if (instrument.status != catalogue::InstrumentStatus::draft) continue;
    for (const CivilDate edge : law().edge_days()) {
      EXPECT_THAT(instruments_on(edge), testing::Not(testing::Contains(instrument.id)));
    }
  }
}

// What the law itself asks of a processor needs no further basis.
bool is_asked_by_the_law(std::string_view act) {
  constexpr std::string_view kAsked[] = {
      "audit.conduct",     "data.delete",     "filing.submit",  "incident.respond",
      "processor.operate", "recognition.end", "record.destroy", "request.answer",
  };
  return std::ranges::find(kAsked, act) != std::end(kAsked);
}

TEST(TheLaw, can_be_compiled_and_asked_on_every_edge_day_and_its_neighbours) {
  for (const CivilDate edge : law().edge_days()) {
    for (const int offset : {-1, 0, 1}) {
      const auto program = policy::compile(law(), edge + std::chrono::days{offset});
      for (const auto& act : law().vocabulary().acts()) {
        const auto decision =
            policy::evaluate(program, act.id, policy::Facts(law().vocabulary()));
        if (is_asked_by_the_law(act.id)) continue;
        EXPECT_NE(decision.outcome(), policy::Outcome::permit) << act.id;
      }
    }
  }
}

TEST(TheLaw, governs_every_act_by_a_basis) {
  for (catalogue::ActIndex act = 0; act < law().vocabulary().acts().size(); ++act) {
    int bases = 0;
    for (const auto* provision : law().in_force(2026y / 11 / 21)) {
      const bool governs = std::ranges::find(provision->acts, act) != provision->acts.end();
      if (governs && provision->kind == catalogue::Kind::basis) ++bases;
    }
    EXPECT_GE(bases, 1) << law().vocabulary().acts()[act].id;
  }
}

TEST(TheLaw, says_what_would_make_each_refused_act_lawful) {
  for (const auto& provision : law().provisions()) {
    const bool can_deny = provision.kind == catalogue::Kind::prohibits ||
                          provision.kind == catalogue::Kind::demands ||
                          provision.kind == catalogue::Kind::basis;
    EXPECT_EQ(can_deny || provision.kind == catalogue::Kind::advises,
              !provision.remedy.zh.empty())
        << provision.id;
    EXPECT_EQ(provision.remedy.zh.empty(), provision.remedy.en.empty()) << provision.id;
  }
}

// The stamp is a person's: when this fails, somebody has to look at the sources again.
TEST(TheLaw, was_looked_at_after_it_came_into_force) {
  for (const auto& provision : law().provisions()) {
    EXPECT_GE(provision.in_force.still_valid_on, provision.in_force.from) << provision.id;
  }
}

TEST(TheLaw, is_in_chinese_time) { EXPECT_EQ(law().jurisdiction().utc_offset, 8h); }

}  // namespace
}  // namespace menshen::law_yaml
