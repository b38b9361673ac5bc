// Answers that end, children who come of age, and what persons asked for.
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "consent/standing.hpp"
#include "duty/birthday.hpp"
#include "duty/detail/reasons.hpp"
#include "duty/due.hpp"
#include "duty/kinds.hpp"
#include "duty/own_rules.hpp"
#include "facts/gather.hpp"
#include "registry/persons.hpp"
#include "registry/purposes.hpp"
#include "registry/records.hpp"

namespace menshen::duty {
namespace {

constexpr std::chrono::days kOneDay{1};

// Every person who answered to one purpose, one after another.
class PersonsOfPurpose {
 public:
  PersonsOfPurpose(const View& view, const registry::Purpose& purpose,
                   const registry::Setting& setting, Owed& owed, Minors& minors)
      : view_(view),
        setting_(setting),
        ended_on_(has_ended(purpose, view.day) ? purpose.ended_on : std::nullopt),
        owed_(owed),
        minors_(minors),
        purpose_(purpose.id),
        // Where no law says at which age somebody answers alone, nobody comes of it.
        child_age_(number_on(view, facts::kChildAge)
                       .value_or(std::numeric_limits<std::int64_t>::max())),
        adult_age_(number_on(view, "COMMON-minor.age_of_majority").value_or(0)) {}

  Result<> run() {
    auto done = each<registry::Subject>(
        view_.registry, purpose_,
        [this](const registry::Kept<registry::Subject>& subject) { return look(subject->id); });
    if (done && is_outdated_) ask_all();
    return done;
  }

 private:
  Result<> look(const SubjectId& subject) {
    MENSHEN_TRY(const auto person, view_.registry.person(subject, purpose_));
    const consent::Standing now =
        consent::standing({.setting = setting_,
                           .person = person,
                           .day = view_.day,
                           .child_age = child_age_,
                           .utc_offset = view_.law.law().jurisdiction().utc_offset});
    remember_minor(person);
    const bool was_given =
        now.state == consent::State::given || now.state == consent::State::expired;
    if (!was_given) return {};
    const registry::Consent& answer = now.answer->record;
    if (ended_on_) {
      dispose(answer, *ended_on_);
    } else if (now.state == consent::State::expired) {
      end(answer, end_of(answer, now.guardian, person));
    } else {
      warn_of_birthday(answer, person);
      is_outdated_ |= answer.terms != setting_.terms ||
                      (setting_.notice && setting_.notice->record.id != answer.notice);
    }
    return {};
  }

  void remember_minor(const registry::Person& person) {
    if (!person.subject || minors_.contains(purpose_)) return;
    const auto age = consent::age_in_years(person.subject->record, view_.day);
    if (age && *age < adult_age_) minors_.emplace(purpose_, person);
  }

  [[nodiscard]] std::optional<CivilDate> comes_of_age(const registry::Person& person) const {
    const auto born = person.subject ? person.subject->record.birth_date : std::nullopt;
    if (!born || child_age_ == std::numeric_limits<std::int64_t>::max()) return std::nullopt;
    return birthday(*born, child_age_);
  }

  // The first day on which the answer counted no longer; none where no record says it.
  [[nodiscard]] std::optional<CivilDate> end_of(
      const registry::Consent& answer, const registry::Kept<registry::Guardian>* guardian,
      const registry::Person& person) const {
    std::optional<CivilDate> first;
    const auto consider = [&](std::optional<CivilDate> day) {
      if (day && *day <= view_.day && (!first || *day < *first)) first = day;
    };
    if (answer.expires_on) consider(*answer.expires_on + kOneDay);
    if (answer.guardian) consider(comes_of_age(person));
    if (guardian != nullptr) consider((*guardian)->ended_on);
    return first;
  }

  void end(const registry::Consent& answer, std::optional<CivilDate> since) {
    const Reason reason{.kind = kAskAnew,
                        .about = answer.id.text(),
                        .occurrence = "",
                        .due_on = since,
                        .subject = answer.subject};
    const auto& wanted = want(view_, reason, owed_.obligations);
    if (view_.on_file.contains(wanted.id.text())) return;
    owed_.lapses.push_back({.subject = answer.subject,
                            .purpose = purpose_,
                            .since = since.value_or(view_.day),
                            .told_by = wanted.id.text()});
  }

  // What was kept for a purpose goes with it; nothing is to be done but that, so the obligation
  // is done when it is raised.
  void dispose(const registry::Consent& answer, CivilDate since) {
    const Reason reason{.kind = kEraseReference,
                        .about = answer.id.text(),
                        .occurrence = "",
                        .due_on = since,
                        .subject = answer.subject};
    if (view_.on_file.contains(id_of(reason, view_.crypto))) return;
    auto& wanted = want(view_, reason, owed_.obligations);
    wanted.done_on = view_.day;
    wanted.done_by = std::string(kActor);
    owed_.lapses.push_back({.subject = answer.subject,
                            .purpose = purpose_,
                            .since = since,
                            .told_by = wanted.id.text()});
  }

  void warn_of_birthday(const registry::Consent& answer, const registry::Person& person) {
    const auto day = answer.guardian ? comes_of_age(person) : std::nullopt;
    if (!day || view_.day < *day - kComingOfAgeNotice) return;
    want(view_,
         {.kind = kComingOfAge,
          .about = answer.id.text(),
          .occurrence = "",
          .due_on = day,
          .subject = answer.subject},
         owed_.obligations);
  }

  // One for all: it names the notice and the terms that they have not answered to.
  void ask_all() {
    const std::string notice = setting_.notice ? setting_.notice->record.id.text() : "";
    want(view_,
         {.kind = kAskAnewAll,
          .about = purpose_.text(),
          .occurrence = short_digest(to_hex(setting_.terms) + notice, view_.crypto)},
         owed_.obligations);
  }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const View& view_;
  const registry::Setting& setting_;
  const std::optional<CivilDate> ended_on_;  // none while it goes on
  Owed& owed_;
  Minors& minors_;
  const PurposeId purpose_;
  const std::int64_t child_age_;
  const std::int64_t adult_age_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  bool is_outdated_ = false;
};

CivilDate answer_by(const View& view, std::optional<CivilDate> due_on, Instant received_at) {
  const auto offset = view.law.law().jurisdiction().utc_offset;
  return due_on.value_or(legal_day(received_at, offset) + kAnswerWithin);
}

}  // namespace

Result<> add_persons(const View& view, Owed& owed, Minors& minors) {
  MENSHEN_TRY(const auto purposes, view.registry.purposes());
  for (const PurposeId& purpose : purposes) {
    MENSHEN_TRY(const auto setting, setting_of(view, purpose, DeviceId("")));
    if (!setting.purpose) continue;
    auto done = PersonsOfPurpose(view, setting.purpose->record, setting, owed, minors).run();
    if (!done) return done;
  }
  for (const Reference& reference : view.expired) {
    owed.lapses.push_back({.subject = reference.subject,
                           .purpose = reference.purpose,
                           .since = reference.keep_until + kOneDay,
                           .told_by = std::nullopt});
  }
  return {};
}

Result<> add_requests(const View& view, Obligations& obligations) {
  auto done = each<registry::Request>(
      view.registry, view.organization,
      [&](const registry::Kept<registry::Request>& request) -> Result<> {
        if (request->answered_at) return {};
        want(view,
             {.kind = kAnswerRequest,
              .about = request->id.text(),
              .occurrence = "",
              .due_on = answer_by(view, request->due_on, request->received_at),
              .subject = request->subject},
             obligations);
        return {};
      });
  if (!done) return done;
  return each<registry::Complaint>(
      view.registry, view.organization,
      [&](const registry::Kept<registry::Complaint>& complaint) -> Result<> {
        if (complaint->answered_at) return {};
        want(view,
             {.kind = kAnswerComplaint,
              .about = complaint->id.text(),
              .occurrence = "",
              .due_on = answer_by(view, complaint->due_on, complaint->received_at),
              .subject = complaint->subject},
             obligations);
        return {};
      });
}

}  // namespace menshen::duty
