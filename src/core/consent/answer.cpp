#include "consent/answer.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "consent/standing.hpp"
#include "registry/records.hpp"
#include "registry/valid.hpp"
#include "registry/words.hpp"

namespace menshen::consent {
namespace {

constexpr std::string_view kSeparate = "separate";

// Whether a notice says anything in that language.
bool speaks(const registry::Notice& notice, std::string_view language) {
  if (language == "zh-CN") return notice.processor_zh && notice.purpose_zh;
  if (language == "en") return notice.processor_en && notice.purpose_en;
  return false;
}

bool is_word(std::string_view field, std::string_view text) {
  const auto words = registry::words_of("consent", field);
  return std::ranges::find(words, text) != words.end();
}

// What the record cannot say is left out; a consent that counts has nothing of the sort.
void leave_out_what_is_no_word(registry::Consent& record) {
  const auto look = [](std::string_view field, registry::MaybeText& text) {
    if (text && !is_word(field, *text)) text.reset();
  };
  look("act", record.act);
  look("language", record.language);
  look("shown_how", record.shown_how);
  if (record.act == registry::kSignedPaper) record.act.reset();  // its scan is not here
  if (record.shown_at && *record.shown_at > record.answered_at) record.shown_at.reset();
}

const registry::Guardian* find_guardian(const Circumstances& now,
                                        const registry::GuardianId& id) {
  const auto& guardians = now.person.guardians;
  const auto found =
      std::ranges::find_if(guardians, [&](const auto& each) { return each->id == id; });
  return found == guardians.end() ? nullptr : &found->record;
}

Result<> is_open(const Circumstances& now, const Question& question) {
  const registry::Setting& setting = now.setting;
  if (!now.person.subject) {
    return fail(Code::not_found, "the person is not on file; put the person on file first");
  }
  if (!setting.purpose) return fail(Code::not_found, "the purpose is not on file");
  if (setting.purpose->record.ended_on && *setting.purpose->record.ended_on <= now.day) {
    return fail(Code::conflict, fmt::format("the purpose ended on {}; nothing is asked for it",
                                            to_text(*setting.purpose->record.ended_on)));
  }
  if (!setting.notice) {
    return fail(Code::not_found, "the purpose has no notice; write one and show it first");
  }
  if (setting.notice->record.id == question.notice) return {};
  return fail(Code::conflict,
              fmt::format("the notice that was shown is not the current one; show version {}",
                          setting.notice->record.version));
}

Result<> was_informed(const Circumstances& now, const Question& question, Instant answered_at) {
  if (question.shown_at > answered_at) {
    return fail(Code::invalid_input,
                "question.shown_at: is after the answer; the notice is "
                "shown first (Measures Art 5)");
  }
  if (!is_word("shown_how", question.shown_how)) {
    return fail(Code::invalid_input,
                fmt::format("question.shown_how: is no way of showing a notice; say one of {}",
                            fmt::join(registry::words_of("consent", "shown_how"), ", ")));
  }
  if (speaks(now.setting.notice->record, question.language)) return {};
  return fail(Code::invalid_input,
              "question.language: the notice says nothing in it; write it in that language, or "
              "show it in another");
}

Result<> has_form(const Circumstances& now, const Question& question, std::string_view act) {
  const bool is_signed =
      act == registry::kSignedPaper || act == registry::kSignedElectronically;
  if (!is_signed && act != registry::kPressed) {
    return fail(Code::invalid_input,
                "reply.act: is no act by which a person consents; a form that is filled in "
                "already, silence, or walking in is none (Measures Art 6)");
  }
  if (now.setting.purpose->record.written_form_required == true && !is_signed) {
    return fail(Code::invalid_input,
                "reply.act: this purpose needs written consent; have it signed");
  }
  if (!question.alternative_offered) {
    return fail(Code::invalid_input,
                "question.alternative_offered: no other way was offered with the question, so "
                "the answer was not free (Measures Arts 6 and 10); offer one and ask again");
  }
  return {};
}

Result<> answers_what_is_asked(const Circumstances& now, const Reply& reply) {
  const auto& purpose = now.setting.purpose->record;
  if (!reply.storage_is_given || purpose.storage_exception == registry::kBySeparateConsent) {
    return {};
  }
  return fail(Code::invalid_input,
              "reply.storage_is_given: the purpose asks for no consent to storage outside the "
              "device; leave it out, or say so in the purpose and ask again");
}

Result<> is_of_age(const Circumstances& now) {
  const auto age = age_in_years(now.person.subject->record, now.day);
  if (!age) {
    return fail(Code::refused,
                "the person's age is not known; put birth date or age band on "
                "file first");
  }
  if (*age >= now.child_age) return {};
  return fail(
      Code::refused,
      fmt::format("the person is younger than {}; a verified guardian answers", now.child_age));
}

Result<> may_answer_for(const Circumstances& now, const registry::GuardianId& id) {
  const registry::Guardian* found = find_guardian(now, id);
  if (found == nullptr) {
    return fail(Code::not_found, "no such guardian of this person is on file");
  }
  const registry::Guardian& guardian = *found;
  if (!guardian.verified_on || *guardian.verified_on > now.day) {
    return fail(Code::refused,
                "the guardian was not verified; check the proof of guardianship "
                "and record who checked it");
  }
  if (guardian.ended_on && *guardian.ended_on <= now.day) {
    return fail(Code::refused, "the guardianship has ended");
  }
  const auto age = age_in_years(now.person.subject->record, now.day);
  if (age && *age >= now.child_age) {
    return fail(Code::refused,
                fmt::format("the person is {} or older and answers alone", now.child_age));
  }
  return {};
}

Result<> may_answer(const Circumstances& now,
                    const std::optional<registry::GuardianId>& guardian) {
  return guardian ? may_answer_for(now, *guardian) : is_of_age(now);
}

}  // namespace

// Puts an answer together once nothing stands against it.
class Maker {
 public:
  static Answer make(const registry::ConsentId& id, const Circumstances& now,
                     const Question& question, const Reply& reply) {
    Answer answer({.id = id,
                   .subject = now.person.subject->record.id,
                   .purpose = now.setting.purpose->record.id,
                   .notice = question.notice,
                   .given = reply.is_given,
                   .storage_given = reply.is_given ? reply.storage_is_given : std::nullopt,
                   .form = std::string(kSeparate),
                   .act = reply.act,
                   .language = question.language,
                   .shown_how = question.shown_how,
                   .shown_at = question.shown_at,
                   .alternative_offered = question.alternative_offered,
                   .answered_at = reply.answered_at,
                   .terms = now.setting.terms,
                   .expires_on = reply.expires_on});
    leave_out_what_is_no_word(answer.record_);
    return answer;
  }

  static Result<Answer> make(const registry::ConsentId& id,
                             const std::optional<registry::GuardianId>& guardian,
                             const Circumstances& now, const Question& question,
                             const Reply& reply) {
    auto done = is_open(now, question);
    if (done && reply.is_given) done = was_informed(now, question, reply.answered_at);
    if (done && reply.is_given) done = has_form(now, question, reply.act);
    if (done && reply.is_given) done = answers_what_is_asked(now, reply);
    if (done && reply.is_given) done = may_answer(now, guardian);
    if (done && reply.is_given && !question.came_unasked) done = may_ask(now);
    if (!done) return tl::unexpected<Error>(done.error());
    Answer answer = make(id, now, question, reply);
    if (guardian && find_guardian(now, *guardian) != nullptr) {
      answer.record_.guardian = guardian;
    }
    return answer;
  }

  static void add_paper(Answer& answer, const Paper& paper) {
    answer.record_.act = std::string(registry::kSignedPaper);
    answer.record_.scan = paper.scan;
    answer.record_.entered_by = paper.entered_by;
    answer.record_.checked_by = paper.checked_by;
  }

  static void take_form(Answer& answer, std::string_view form) {
    answer.record_.form = std::string(form);
  }
};

Result<Answer> by_person(const registry::ConsentId& id, const Circumstances& circumstances,
                         const Question& question, const Reply& reply) {
  if (reply.is_given && reply.act == registry::kSignedPaper) {
    return fail(Code::invalid_input,
                "reply.act: a signed paper is entered with its scan, by two of the staff");
  }
  return Maker::make(id, std::nullopt, circumstances, question, reply);
}

Result<Answer> by_guardian(const registry::ConsentId& id, const registry::GuardianId& guardian,
                           const Circumstances& circumstances, const Question& question,
                           const Reply& reply) {
  if (reply.is_given && reply.act == registry::kSignedPaper) {
    return fail(Code::invalid_input,
                "reply.act: a signed paper is entered with its scan, by two of the staff");
  }
  return Maker::make(id, guardian, circumstances, question, reply);
}

Result<Answer> on_paper(const registry::ConsentId& id,
                        const std::optional<registry::GuardianId>& guardian,
                        const Circumstances& circumstances, const Question& question,
                        const Reply& reply, const Paper& paper) {
  if (paper.entered_by.empty() || paper.checked_by.empty() ||
      paper.entered_by == paper.checked_by) {
    return fail(Code::invalid_input,
                "paper.checked_by: a second person compares the paper with what was entered; "
                "name two");
  }
  Reply signed_reply = reply;
  signed_reply.act = std::string(registry::kSignedPaper);
  MENSHEN_TRY(auto answer, Maker::make(id, guardian, circumstances, question, signed_reply));
  Maker::add_paper(answer, paper);
  return answer;
}

Result<Answer> not_separate(const registry::ConsentId& id, std::string_view form,
                            const Circumstances& circumstances, const Question& question,
                            Instant answered_at) {
  if (form == kSeparate) {
    return fail(Code::invalid_input,
                "form: separate consent comes from the person or a guardian alone");
  }
  if (auto done = is_open(circumstances, question); !done) {
    return tl::unexpected<Error>(done.error());
  }
  Answer answer = Maker::make(
      id, circumstances, question,
      {.is_given = true, .act = "", .answered_at = answered_at, .expires_on = std::nullopt});
  Maker::take_form(answer, form);
  return answer;
}

Result<> may_ask(const Circumstances& circumstances) {
  const Standing now = standing(circumstances);
  if (now.state != State::refused) return {};
  const registry::Consent& refusal = now.answer->record;
  const registry::Setting& setting = circumstances.setting;
  const bool is_another_question =
      (refusal.terms && *refusal.terms != setting.terms) ||
      (setting.notice && setting.notice->record.id != refusal.notice);
  if (is_another_question) return {};
  const auto rest =
      setting.organization
          ? setting.organization->record.refusal_rest_days.value_or(kRefusalRestDays)
          : kRefusalRestDays;
  const CivilDate until =
      legal_day(refusal.answered_at, circumstances.utc_offset) + std::chrono::days(rest);
  if (circumstances.day >= until) return {};
  return fail(Code::conflict,
              fmt::format("the person refused and is not asked again before {} (Network Data "
                          "Regulations Art 22(5)), unless the person comes unasked",
                          to_text(until)));
}

}  // namespace menshen::consent
