#include "consent/answer.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "consent/tests/circumstances.hpp"
#include "registry/records.hpp"
#include "registry/valid.hpp"

namespace menshen::consent {
namespace {

using registry::ConsentId;
using registry::GuardianId;
using registry::NoticeId;

enum class By { person, guardian, paper, paper_of_guardian };

// A question that was put as it must be, and the answer to it; each row spoils one thing.
struct Asked : Situation {
  By by = By::person;
  Question question{.notice = NoticeId("n2"),
                    .language = "zh-CN",
                    .shown_how = "screen",
                    .shown_at = at("2026-11-20", 599),
                    .alternative_offered = true};
  Reply reply{.is_given = true,
              .act = std::string(registry::kPressed),
              .answered_at = at("2026-11-20"),
              .expires_on = std::nullopt};
  Paper paper{.scan = digest_of(7), .entered_by = "clerk 1", .checked_by = "clerk 2"};
  GuardianId guardian_id{"mother"};

  void by_her_mother() {
    be_a_child();
    by = By::guardian;
  }

  [[nodiscard]] Result<Answer> answer() const {
    const ConsentId id("c1");
    switch (by) {
      case By::person: return by_person(id, now(), question, reply);
      case By::guardian: return by_guardian(id, guardian_id, now(), question, reply);
      case By::paper: return on_paper(id, std::nullopt, now(), question, reply, paper);
      case By::paper_of_guardian:
        return on_paper(id, guardian_id, now(), question, reply, paper);
    }
    return fail(Code::invalid_input, "nobody answers");
  }
};

struct Row {
  std::string_view name;
  std::function<void(Asked&)> spoil;
  std::optional<Code> refused;  // none: it is an answer
  std::string_view says = "";
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }
std::string name_of(const testing::TestParamInfo<Row>& info) {
  return std::string(info.param.name);
}

class AnAnswer : public testing::TestWithParam<Row> {};

TEST_P(AnAnswer, is_made_of_what_the_law_lets_count_and_of_nothing_else) {
  Asked asked;
  GetParam().spoil(asked);
  const auto answer = asked.answer();
  if (GetParam().refused) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, *GetParam().refused) << answer.error().what;
    EXPECT_NE(answer.error().what.find(GetParam().says), std::string::npos)
        << answer.error().what;
    return;
  }
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_EQ(answer->record().given, asked.reply.is_given);
  const auto valid = registry::validate(answer->record());
  EXPECT_TRUE(valid) << valid.error().what;
}

INSTANTIATE_TEST_SUITE_P(
    to_an_open_question, AnAnswer,
    testing::Values(Row{"as_it_must_be", [](Asked&) {}, {}},
                    Row{"a_person_not_on_file", [](Asked& a) { a.person.subject.reset(); },
                        Code::not_found, "person"},
                    Row{"a_purpose_not_on_file", [](Asked& a) { a.setting.purpose.reset(); },
                        Code::not_found, "purpose"},
                    Row{"on_the_day_before_the_purpose_ends",
                        [](Asked& a) { a.purpose().ended_on = on("2026-11-21"); },
                        {}},
                    Row{"on_the_day_the_purpose_ended",
                        [](Asked& a) { a.purpose().ended_on = on("2026-11-20"); },
                        Code::conflict, "ended on 2026-11-20"},
                    Row{"without_a_notice", [](Asked& a) { a.setting.notice.reset(); },
                        Code::not_found, "notice"},
                    Row{"with_an_older_notice",
                        [](Asked& a) { a.question.notice = NoticeId("n1"); }, Code::conflict,
                        "version 2"}),
    name_of);

void ask_about_storage(Asked& a) {
  a.purpose().storage_exception = registry::kBySeparateConsent;
}

INSTANTIATE_TEST_SUITE_P(
    about_storage_elsewhere, AnAnswer,
    testing::Values(Row{"asked_and_given",
                        [](Asked& a) {
                          ask_about_storage(a);
                          a.reply.storage_is_given = true;
                        },
                        {}},
                    Row{"asked_and_refused",
                        [](Asked& a) {
                          ask_about_storage(a);
                          a.reply.storage_is_given = false;
                        },
                        {}},
                    Row{"not_asked", ask_about_storage, {}},
                    Row{"given_unasked", [](Asked& a) { a.reply.storage_is_given = true; },
                        Code::invalid_input, "reply.storage_is_given"},
                    Row{"refused_unasked", [](Asked& a) { a.reply.storage_is_given = false; },
                        Code::invalid_input, "reply.storage_is_given"},
                    Row{"given_where_a_law_allows_it",
                        [](Asked& a) {
                          a.purpose().storage_exception = "law";
                          a.reply.storage_is_given = true;
                        },
                        Code::invalid_input, "reply.storage_is_given"}),
    name_of);

TEST(AnAnswerAboutStorage, is_its_own_and_stands_only_beside_the_consent) {
  Asked asked;
  ask_about_storage(asked);
  EXPECT_EQ(asked.answer()->record().storage_given, std::nullopt);
  asked.reply.storage_is_given = false;
  EXPECT_EQ(asked.answer()->record().given, true);
  EXPECT_EQ(asked.answer()->record().storage_given, false);
  asked.reply = {.is_given = false,
                 .act = "",
                 .answered_at = asked.reply.answered_at,
                 .expires_on = std::nullopt,
                 .storage_is_given = true};
  EXPECT_EQ(asked.answer()->record().storage_given, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    that_is_informed, AnAnswer,
    testing::Values(
        Row{"shown_as_it_was_answered",
            [](Asked& a) { a.question.shown_at = a.reply.answered_at; },
            {}},
        Row{"shown_after_the_answer",
            [](Asked& a) {
              a.question.shown_at = a.reply.answered_at + std::chrono::milliseconds{1};
            },
            Code::invalid_input, "question.shown_at"},
        Row{"in_english", [](Asked& a) { a.question.language = "en"; }, {}},
        Row{"in_a_language_of_no_notice", [](Asked& a) { a.question.language = "fr"; },
            Code::invalid_input, "question.language"},
        Row{"in_a_language_without_the_processor",
            [](Asked& a) {
              a.question.language = "en";
              a.setting.notice->record.processor_en.reset();
            },
            Code::invalid_input, "question.language"},
        Row{"in_chinese_without_the_purpose",
            [](Asked& a) { a.setting.notice->record.purpose_zh.reset(); }, Code::invalid_input,
            "question.language"},
        Row{"read_aloud", [](Asked& a) { a.question.shown_how = "read_aloud"; }, {}},
        Row{"shown_in_no_way_there_is", [](Asked& a) { a.question.shown_how = "sung"; },
            Code::invalid_input, "question.shown_how"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    that_has_a_form, AnAnswer,
    testing::Values(
        Row{"signed_electronically",
            [](Asked& a) { a.reply.act = registry::kSignedElectronically; },
            {}},
        Row{"by_silence", [](Asked& a) { a.reply.act = ""; }, Code::invalid_input, "reply.act"},
        Row{"by_walking_in", [](Asked& a) { a.reply.act = "entered"; }, Code::invalid_input,
            "reply.act"},
        Row{"by_a_form_filled_in_before", [](Asked& a) { a.reply.act = "pre_ticked"; },
            Code::invalid_input, "reply.act"},
        Row{"a_paper_without_its_scan", [](Asked& a) { a.reply.act = registry::kSignedPaper; },
            Code::invalid_input, "by two of the staff"},
        Row{"a_guardians_paper_without_its_scan",
            [](Asked& a) {
              a.by_her_mother();
              a.reply.act = registry::kSignedPaper;
            },
            Code::invalid_input, "by two of the staff"},
        Row{"pressed_where_writing_is_required",
            [](Asked& a) { a.purpose().written_form_required = true; }, Code::invalid_input,
            "written consent"},
        Row{"signed_where_writing_is_required",
            [](Asked& a) {
              a.purpose().written_form_required = true;
              a.reply.act = registry::kSignedElectronically;
            },
            {}},
        Row{"pressed_where_writing_is_not_required",
            [](Asked& a) { a.purpose().written_form_required = false; },
            {}},
        Row{"with_no_other_way_offered",
            [](Asked& a) { a.question.alternative_offered = false; }, Code::invalid_input,
            "question.alternative_offered"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    of_who_may_give_it, AnAnswer,
    testing::Values(
        Row{"of_no_known_age", [](Asked& a) { a.subject().age_band.reset(); }, Code::refused,
            "age"},
        Row{"a_child_alone", [](Asked& a) { a.subject().age_band = "under_14"; }, Code::refused,
            "guardian"},
        Row{"of_14_to_17", [](Asked& a) { a.subject().age_band = "14_to_17"; }, {}},
        Row{"the_day_before_turning_14",
            [](Asked& a) { a.subject().birth_date = on("2012-11-21"); }, Code::refused,
            "younger than 14"},
        Row{"on_turning_14", [](Asked& a) { a.subject().birth_date = on("2012-11-20"); }, {}},
        Row{"of_a_guardian", [](Asked& a) { a.by_her_mother(); }, {}},
        Row{"of_a_guardian_where_no_age_is_known",
            [](Asked& a) {
              a.by_her_mother();
              a.subject().age_band.reset();
            },
            {}},
        Row{"of_a_guardian_of_nobody_here",
            [](Asked& a) {
              a.by_her_mother();
              a.guardian_id = GuardianId("another");
            },
            Code::not_found, "guardian"},
        Row{"of_a_guardian_who_was_not_verified",
            [](Asked& a) {
              a.by_her_mother();
              a.guardian().verified_on.reset();
            },
            Code::refused, "not verified"},
        Row{"of_a_guardian_verified_on_that_day",
            [](Asked& a) {
              a.by_her_mother();
              a.guardian().verified_on = a.day;
            },
            {}},
        Row{"of_a_guardian_verified_tomorrow",
            [](Asked& a) {
              a.by_her_mother();
              a.guardian().verified_on = on("2026-11-21");
            },
            Code::refused, "not verified"},
        Row{"of_a_guardian_until_tomorrow",
            [](Asked& a) {
              a.by_her_mother();
              a.guardian().ended_on = on("2026-11-21");
            },
            {}},
        Row{"of_a_guardian_until_today",
            [](Asked& a) {
              a.by_her_mother();
              a.guardian().ended_on = a.day;
            },
            Code::refused, "ended"},
        Row{"of_a_guardian_of_a_child_no_more",
            [](Asked& a) {
              a.by_her_mother();
              a.subject().birth_date = on("2012-11-20");
            },
            Code::refused, "answers alone"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(on_paper, AnAnswer,
                         testing::Values(Row{"signed", [](Asked& a) { a.by = By::paper; }, {}},
                                         Row{"signed_by_a_guardian",
                                             [](Asked& a) {
                                               a.be_a_child();
                                               a.by = By::paper_of_guardian;
                                             },
                                             {}},
                                         Row{"signed_by_a_child",
                                             [](Asked& a) {
                                               a.be_a_child();
                                               a.by = By::paper;
                                             },
                                             Code::refused, "guardian"},
                                         Row{"signed_where_writing_is_required_by_law",
                                             [](Asked& a) {
                                               a.by = By::paper;
                                               a.purpose().written_form_required = true;
                                             },
                                             {}},
                                         Row{"that_nobody_entered",
                                             [](Asked& a) {
                                               a.by = By::paper;
                                               a.paper.entered_by = "";
                                             },
                                             Code::invalid_input, "paper.checked_by"},
                                         Row{"that_nobody_compared",
                                             [](Asked& a) {
                                               a.by = By::paper;
                                               a.paper.checked_by = "";
                                             },
                                             Code::invalid_input, "paper.checked_by"},
                                         Row{"that_one_entered_and_compared",
                                             [](Asked& a) {
                                               a.by = By::paper;
                                               a.paper.checked_by = a.paper.entered_by;
                                             },
                                             Code::invalid_input, "paper.checked_by"}),
                         name_of);

// A refusal counts however it was made known, and whoever made it.
INSTANTIATE_TEST_SUITE_P(
    that_refuses, AnAnswer,
    testing::Values(Row{"in_a_word", [](Asked& a) { a.reply.is_given = false; }, {}},
                    Row{"by_silence",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.reply.act = "";
                        },
                        {}},
                    Row{"by_walking_away",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.reply.act = "walked_away";
                        },
                        {}},
                    Row{"on_a_paper_that_was_not_scanned",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.reply.act = registry::kSignedPaper;
                        },
                        {}},
                    Row{"before_the_notice_was_shown",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.question.shown_at = a.reply.answered_at + std::chrono::hours{1};
                        },
                        {}},
                    Row{"in_a_language_of_no_notice",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.question.language = "fr";
                          a.question.shown_how = "sung";
                        },
                        {}},
                    Row{"where_no_other_way_was_offered",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.question.alternative_offered = false;
                        },
                        {}},
                    Row{"as_a_child",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.be_a_child();
                        },
                        {}},
                    Row{"as_a_guardian_who_was_not_verified",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.by_her_mother();
                          a.guardian().verified_on.reset();
                        },
                        {}},
                    Row{"as_a_guardian_who_is_not_on_file",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.by_her_mother();
                          a.person.guardians.clear();
                        },
                        {}},
                    Row{"again_within_the_rest",
                        [](Asked& a) {
                          a.reply.is_given = false;
                          a.has_answered(false, "2026-11-19");
                        },
                        {}}),
    name_of);

TEST(ARefusalByAStranger, names_no_guardian_who_is_not_on_file) {
  Asked asked;
  asked.by_her_mother();
  asked.reply.is_given = false;
  EXPECT_EQ(asked.answer()->record().guardian, GuardianId("mother"));
  asked.guardian_id = GuardianId("another");
  EXPECT_EQ(asked.answer()->record().guardian, std::nullopt);
}

TEST(AnAnswersRecord, says_everything_that_was_asked_and_answered) {
  Asked asked;
  asked.by = By::paper_of_guardian;
  asked.be_a_child();
  asked.reply.expires_on = on("2027-11-20");
  const registry::Consent record = asked.answer()->record();
  EXPECT_EQ(record.id, ConsentId("c1"));
  EXPECT_EQ(record.subject, SubjectId("ana"));
  EXPECT_EQ(record.purpose, PurposeId("door"));
  EXPECT_EQ(record.notice, NoticeId("n2"));
  EXPECT_EQ(record.guardian, GuardianId("mother"));
  EXPECT_EQ(record.given, true);
  EXPECT_EQ(record.form, "separate");
  EXPECT_EQ(record.act, registry::kSignedPaper);
  EXPECT_EQ(record.language, "zh-CN");
  EXPECT_EQ(record.shown_how, "screen");
  EXPECT_EQ(record.shown_at, at("2026-11-20", 599));
  EXPECT_EQ(record.alternative_offered, true);
  EXPECT_EQ(record.answered_at, at("2026-11-20"));
  EXPECT_EQ(record.terms, digest_of(1));
  EXPECT_EQ(record.scan, digest_of(7));
  EXPECT_EQ(record.entered_by, "clerk 1");
  EXPECT_EQ(record.checked_by, "clerk 2");
  EXPECT_EQ(record.expires_on, on("2027-11-20"));
  EXPECT_EQ(record.withdrawn_at, std::nullopt);
}

TEST(WhatIsNotSeparate, is_kept_as_what_it_was_and_without_an_act) {
  Asked asked;
  asked.question.language = "";  // nobody knows any more
  asked.question.shown_how = "";
  const auto answer =
      not_separate(ConsentId("c1"), "bundled", asked.now(), asked.question, at("2026-11-20"));
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_EQ(answer->record().form, "bundled");
  EXPECT_EQ(answer->record().act, std::nullopt);
  EXPECT_TRUE(registry::validate(answer->record()));
}

TEST(WhatIsNotSeparate, cannot_be_called_separate) {
  const Asked asked;
  const auto answer =
      not_separate(ConsentId("c1"), "separate", asked.now(), asked.question, at("2026-11-20"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::invalid_input);
}

TEST(WhatIsNotSeparate, needs_a_purpose_and_its_notice) {
  Asked asked;
  asked.setting.notice.reset();
  const auto answer =
      not_separate(ConsentId("c1"), "bundled", asked.now(), asked.question, at("2026-11-20"));
  EXPECT_EQ(answer.error().code, Code::not_found);
}

}  // namespace
}  // namespace menshen::consent
