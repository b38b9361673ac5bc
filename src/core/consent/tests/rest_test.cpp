// Whoever refused is left alone for a while.
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "consent/answer.hpp"
#include "consent/tests/circumstances.hpp"
#include "registry/records.hpp"

namespace menshen::consent {
namespace {

struct Row {
  std::string_view name;
  std::function<void(Situation&)> before;
  std::string_view until;  // the first day of asking again; empty: today
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

Result<Answer> answer(const Situation& situation, bool is_given, bool came_unasked) {
  return by_person(registry::ConsentId("c1"), situation.now(),
                   {.notice = situation.setting.notice->record.id,
                    .language = "zh-CN",
                    .shown_how = "screen",
                    .shown_at = at("2026-11-20", 599),
                    .alternative_offered = true,
                    .came_unasked = came_unasked},
                   {.is_given = is_given,
                    .act = std::string(registry::kPressed),
                    .answered_at = at("2026-11-20"),
                    .expires_on = std::nullopt});
}

class Rest : public testing::TestWithParam<Row> {};

TEST_P(Rest, lasts_after_a_refusal_and_ends_with_another_question) {
  Situation situation;
  GetParam().before(situation);
  const auto may = may_ask(situation.now());
  const auto asked = answer(situation, true, false);
  EXPECT_EQ(may.has_value(), GetParam().until.empty());
  EXPECT_EQ(asked.has_value(), GetParam().until.empty());
  if (may) return;
  EXPECT_EQ(may.error().code, Code::conflict);
  EXPECT_NE(may.error().what.find(GetParam().until), std::string::npos) << may.error().what;
  EXPECT_EQ(asked.error(), may.error());
  // Whoever comes alone may change their mind, and may refuse once more.
  EXPECT_TRUE(answer(situation, true, true));
  EXPECT_TRUE(answer(situation, false, false));
}

registry::Consent& refused(Situation& s, std::string_view day) {
  return s.has_answered(false, day);
}
void rests(Situation& s, std::int64_t days) {
  s.setting.organization->record.refusal_rest_days = days;
}

INSTANTIATE_TEST_SUITE_P(
    table, Rest,
    testing::Values(
        Row{"never_asked", [](Situation&) {}, ""},
        Row{"consented", [](Situation& s) { s.has_answered(true, "2026-11-19"); }, ""},
        Row{"refused_yesterday", [](Situation& s) { refused(s, "2026-11-19"); }, "2026-12-19"},
        Row{"on_its_last_day", [](Situation& s) { refused(s, "2026-10-22"); }, "2026-11-21"},
        Row{"when_it_is_over", [](Situation& s) { refused(s, "2026-10-21"); }, ""},
        Row{"counted_by_legal_days",
            [](Situation& s) {
              // The 22nd in China, and the 21st in Greenwich.
              refused(s, "2026-10-22").answered_at = at("2026-10-22", 0);
            },
            "2026-11-21"},
        Row{"longer_as_the_organization_says",
            [](Situation& s) {
              refused(s, "2026-10-21");
              rests(s, 31);
            },
            "2026-11-21"},
        Row{"shorter_as_the_organization_says",
            [](Situation& s) {
              refused(s, "2026-11-19");
              rests(s, 1);
            },
            ""},
        Row{"without_an_organization",
            [](Situation& s) {
              refused(s, "2026-11-19");
              s.setting.organization.reset();
            },
            "2026-12-19"},
        Row{"other_terms", [](Situation& s) { refused(s, "2026-11-19").terms = digest_of(2); },
            ""},
        Row{"terms_that_nobody_wrote_down",
            [](Situation& s) { refused(s, "2026-11-19").terms.reset(); }, "2026-12-19"},
        Row{"another_notice",
            [](Situation& s) { refused(s, "2026-11-19").notice = registry::NoticeId("n1"); },
            ""},
        Row{"refused_and_then_consented",
            [](Situation& s) {
              refused(s, "2026-11-18");
              s.has_answered(true, "2026-11-19");
            },
            ""},
        Row{"consented_and_then_refused",
            [](Situation& s) {
              s.has_answered(true, "2026-11-18");
              refused(s, "2026-11-19");
            },
            "2026-12-19"},
        Row{"an_answer_that_is_unknown",
            [](Situation& s) { refused(s, "2026-11-19").given.reset(); }, "2026-12-19"},
        Row{"withdrawn",
            [](Situation& s) {
              s.has_answered(true, "2026-11-18").withdrawn_at = at("2026-11-19");
            },
            ""}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::consent
