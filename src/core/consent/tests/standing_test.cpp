#include "consent/standing.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "consent/tests/circumstances.hpp"
#include "registry/records.hpp"

namespace menshen::consent {
namespace {

struct Row {
  std::string_view name;
  State state;
  Ended ended;
  std::function<void(Situation&)> before;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class StandingOf : public testing::TestWithParam<Row> {};

TEST_P(StandingOf, the_latest_answer_is_what_holds_today) {
  Situation situation;
  GetParam().before(situation);
  const Circumstances now = situation.now();
  const Standing found = standing(now);
  EXPECT_EQ(name(found.state), name(GetParam().state));
  EXPECT_EQ(found.ended, GetParam().ended);
  const bool has_answered = !situation.person.consents.empty();
  EXPECT_EQ(found.answer, has_answered ? &situation.person.consents.front() : nullptr);
}

constexpr auto kNot = Ended::not_ended;

// Of a mother for her child.
registry::Consent& by_her_mother(Situation& s) {
  s.be_a_child();
  auto& answer = s.has_answered(true, "2026-11-02");
  answer.guardian = registry::GuardianId("mother");
  return answer;
}

INSTANTIATE_TEST_SUITE_P(
    of_the_person, StandingOf,
    testing::Values(Row{"never_asked", State::none, kNot, [](Situation&) {}},
                    Row{"given", State::given, kNot,
                        [](Situation& s) { s.has_answered(true, "2026-11-19"); }},
                    Row{"refused", State::refused, kNot,
                        [](Situation& s) { s.has_answered(false, "2026-11-19"); }},
                    Row{"unknown_counts_as_refused", State::refused, kNot,
                        [](Situation& s) { s.has_answered(true, "2026-11-19").given.reset(); }},
                    Row{"withdrawn", State::withdrawn, kNot,
                        [](Situation& s) {
                          s.has_answered(true, "2026-11-18").withdrawn_at = at("2026-11-19");
                        }},
                    Row{"withdrawn_before_it_expired", State::withdrawn, kNot,
                        [](Situation& s) {
                          auto& answer = s.has_answered(true, "2026-11-01");
                          answer.withdrawn_at = at("2026-11-02");
                          answer.expires_on = on("2026-11-03");
                        }},
                    Row{"given_after_a_refusal", State::given, kNot,
                        [](Situation& s) {
                          s.has_answered(false, "2026-11-18");
                          s.has_answered(true, "2026-11-19");
                        }},
                    Row{"refused_after_a_consent", State::refused, kNot,
                        [](Situation& s) {
                          s.has_answered(true, "2026-11-18");
                          s.has_answered(false, "2026-11-19");
                        }},
                    Row{"on_its_last_day", State::given, kNot,
                        [](Situation& s) {
                          s.has_answered(true, "2026-11-01").expires_on = s.day;
                        }},
                    Row{"the_day_after_its_last", State::expired, Ended::by_its_day,
                        [](Situation& s) {
                          s.has_answered(true, "2026-11-01").expires_on = on("2026-11-19");
                        }},
                    Row{"of_a_person_whose_age_is_not_known", State::given, kNot,
                        [](Situation& s) {
                          s.has_answered(true, "2026-11-19");
                          s.subject().age_band.reset();
                        }}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    of_a_guardian, StandingOf,
    testing::Values(Row{"given", State::given, kNot, [](Situation& s) { by_her_mother(s); }},
                    Row{"where_no_age_is_known", State::given, kNot,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.subject().age_band.reset();
                        }},
                    Row{"of_a_child_not_on_file", State::given, kNot,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.person.subject.reset();
                        }},
                    Row{"the_day_before_turning_14", State::given, kNot,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.subject().birth_date = on("2012-11-21");
                        }},
                    Row{"on_turning_14", State::expired, Ended::by_age,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.subject().birth_date = on("2012-11-20");
                        }},
                    Row{"of_a_band_above_14", State::expired, Ended::by_age,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.subject().age_band = "14_to_17";
                        }},
                    Row{"whose_guardianship_ends_tomorrow", State::given, kNot,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.guardian().ended_on = on("2026-11-21");
                        }},
                    Row{"whose_guardianship_ended_today", State::expired,
                        Ended::by_guardianship,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.guardian().ended_on = s.day;
                        }},
                    Row{"who_was_not_verified", State::expired, Ended::by_guardianship,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.guardian().verified_on.reset();
                        }},
                    Row{"who_is_verified_tomorrow", State::expired, Ended::by_guardianship,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.guardian().verified_on = on("2026-11-21");
                        }},
                    Row{"who_is_not_on_file", State::expired, Ended::by_guardianship,
                        [](Situation& s) {
                          by_her_mother(s);
                          s.person.guardians.clear();
                        }},
                    Row{"which_ended_by_its_day_first", State::expired, Ended::by_its_day,
                        [](Situation& s) {
                          by_her_mother(s).expires_on = on("2026-11-19");
                          s.subject().age_band = "adult";
                        }},
                    Row{"who_refused", State::refused, kNot,
                        [](Situation& s) { by_her_mother(s).given = false; }}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(StandingOfAChild, points_to_the_guardian_who_answered) {
  Situation situation;
  by_her_mother(situation);
  situation.person.guardians.insert(
      situation.person.guardians.begin(),
      kept(registry::Guardian{.id = registry::GuardianId("another"),
                              .subject = SubjectId("ana")}));
  const auto now = situation.now();
  EXPECT_EQ(standing(now).guardian, &situation.person.guardians.back());
  situation.person.consents.front().record.guardian.reset();
  EXPECT_EQ(standing(now).guardian, nullptr);
}

struct Birthday {
  std::string_view name;
  std::string_view birth;
  std::string_view day;
  std::int64_t years;
};

std::ostream& operator<<(std::ostream& out, const Birthday& row) { return out << row.name; }

class YearsBetween : public testing::TestWithParam<Birthday> {};

TEST_P(YearsBetween, are_whole_on_the_birthday) {
  EXPECT_EQ(years_between(on(GetParam().birth), on(GetParam().day)), GetParam().years);
}

INSTANTIATE_TEST_SUITE_P(
    table, YearsBetween,
    testing::Values(
        Birthday{"born_today", "2026-11-20", "2026-11-20", 0},
        Birthday{"the_day_before", "2012-11-20", "2026-11-19", 13},
        Birthday{"the_very_day", "2012-11-20", "2026-11-20", 14},
        Birthday{"an_earlier_month_with_a_later_day", "2012-10-31", "2026-11-01", 14},
        Birthday{"a_later_month_with_an_earlier_day", "2012-12-01", "2026-11-30", 13},
        Birthday{"a_leap_day_on_28_february", "2012-02-29", "2026-02-28", 13},
        Birthday{"a_leap_day_on_1_march", "2012-02-29", "2026-03-01", 14},
        Birthday{"a_leap_day_on_28_february_of_a_leap_year", "2012-02-29", "2028-02-28", 15},
        Birthday{"a_leap_day_on_a_leap_day", "2012-02-29", "2028-02-29", 16},
        Birthday{"unborn", "2026-11-21", "2026-11-20", -1}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(AgeInYears, is_of_the_birth_date_before_the_band) {
  const auto age = [](std::optional<CivilDate> birth, registry::MaybeText band) {
    return age_in_years(
        {.id = SubjectId("ana"), .birth_date = birth, .age_band = std::move(band)},
        on("2026-11-20"));
  };
  EXPECT_EQ(age(on("2000-01-01"), "under_14"), 26);
  EXPECT_EQ(age(std::nullopt, "under_14"), 0);
  EXPECT_EQ(age(std::nullopt, "14_to_17"), 14);
  EXPECT_EQ(age(std::nullopt, "adult"), 18);
  EXPECT_EQ(age(std::nullopt, std::nullopt), std::nullopt);
}

TEST(StateNames, are_the_words_of_the_law) {
  EXPECT_EQ(name(State::none), "none");
  EXPECT_EQ(name(State::given), "given");
  EXPECT_EQ(name(State::refused), "refused");
  EXPECT_EQ(name(State::withdrawn), "withdrawn");
  EXPECT_EQ(name(State::expired), "expired");
}

}  // namespace
}  // namespace menshen::consent
