#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "consent/answer.hpp"
#include "consent/standing.hpp"
#include "facts/detail/parts.hpp"
#include "facts/detail/statements.hpp"
#include "facts/gather.hpp"
#include "policy/facts.hpp"
#include "registry/records.hpp"
#include "registry/words.hpp"

namespace menshen::facts {
namespace {

using registry::Consent;
using registry::Kept;
using registry::MaybeBool;
using registry::MaybeText;
using registry::Notice;

MaybeBool opposite(MaybeBool is) { return is ? MaybeBool(!*is) : std::nullopt; }

void state_notice(const registry::World& world, const Consent* answer, policy::Facts& facts,
                  Result<>& outcome) {
  const auto& kept = world.setting->notice;
  if (!kept) {
    if (!world.setting->purpose) return;
    Statements(facts, "notice records", outcome)("notice.is_current", false);
    return;
  }
  const Notice& notice = kept->record;
  Statements state(facts, source_of(*kept), outcome);
  state.fields_of(notice);
  // What the person was shown counts, in the language in which it was shown.
  const bool in_english = answer != nullptr && answer->language == "en";
  const auto item = [&](std::string_view fact, const MaybeText& zh, const MaybeText& en) {
    state(fact, (in_english ? en : zh).has_value());
  };
  item("notice.item.processor", notice.processor_zh, notice.processor_en);
  item("notice.item.purpose_method_retention", notice.purpose_zh, notice.purpose_en);
  item("notice.item.necessity_and_impact", notice.necessity_zh, notice.necessity_en);
  item("notice.item.rights", notice.rights_zh, notice.rights_en);
  item("notice.item.other_legal_matters", notice.other_zh, notice.other_en);
  item("notice.item.data_types", notice.data_types_zh, notice.data_types_en);
  item("notice.item.recipient", notice.recipient_zh, notice.recipient_en);
}

// Who was never asked was told by the notice that hangs there, where somebody looked that the
// signs do; and nothing was made to hang on an answer.
void state_unasked(const registry::Setting& setting, const Moment& moment, policy::Facts& facts,
                   Result<>& outcome) {
  Statements(facts, "consent records", outcome)("consent.is_condition_of_service", false);
  if (sign_in_place(setting, moment.day) != true) return;
  const auto shown = std::ranges::find_if(setting.displays, [&](const auto& display) {
    return display->shown_from <= moment.day &&
           moment.day <= display->shown_until.value_or(CivilDate::max());
  });
  if (shown == setting.displays.end()) return;
  Statements state(facts, source_of(*shown), outcome);
  state("notice.given", true);
  state("notice.before_processing", true);
  state("notice.is_current", true);
}

// What of a consent follows from how it was given.
void state_answer(const registry::World& world, const Moment& moment, const Kept<Consent>& kept,
                  policy::Facts& facts, Result<>& outcome) {
  const Consent& consent = kept.record;
  const bool was_shown = consent.shown_at.has_value();
  const bool in_time = consent.shown_at && *consent.shown_at <= consent.answered_at;
  Statements state(facts, source_of(kept), outcome);
  state.fields_of(consent);
  state("notice.given", was_shown);
  state("notice.before_processing", in_time);
  state("notice.is_current",
        world.setting->notice && world.setting->notice->record.id == consent.notice);
  state("consent.covers_this_purpose",
        consent.terms ? MaybeBool(*consent.terms == world.setting->terms) : std::nullopt);
  state("consent.is_informed",
        was_shown ? MaybeBool(in_time && consent.language.has_value()) : std::nullopt);
  // Only an act of the person is explicit; what was taken for consent is none.
  if (consent.form && *consent.form != "separate") {
    state("consent.is_explicit", false);
  } else if (consent.act) {
    state("consent.is_explicit", true);
  }
  // Free is who was offered another way together with the question.
  state("consent.is_voluntary", consent.alternative_offered);
  state("consent.was_forced", opposite(consent.alternative_offered));
  state("consent.is_condition_of_service", opposite(consent.alternative_offered));
  state("consent.is_written", consent.act
                                  ? MaybeBool(*consent.act == registry::kSignedPaper ||
                                              *consent.act == registry::kSignedElectronically)
                                  : std::nullopt);
  if (consent.withdrawn_at) {
    state("consent.withdrawn_on",
          std::optional(legal_day(*consent.withdrawn_at, moment.utc_offset)));
  }
  if (consent.guardian) state("minors.notice_to_guardian", was_shown);
}

// Whether what was agreed to stands is what consent.state says.
void state_storage(const registry::Setting& setting, const consent::Standing& standing,
                   policy::Facts& facts, Result<>& outcome) {
  const bool is_asked = setting.purpose && setting.purpose->record.storage_exception ==
                                               registry::kBySeparateConsent;
  if (!is_asked) return;
  const bool is_given = standing.answer != nullptr && (*standing.answer)->storage_given == true;
  Statements(
      facts, standing.answer == nullptr ? "consent records" : source_of(*standing.answer),
      outcome)("storage.exception",
               catalogue::Value(is_given ? std::string(registry::kBySeparateConsent) : "none"));
}

bool a_guardian_refuses(const registry::Person& person) {
  // Latest first: of each guardian only the first counts.
  std::vector<registry::GuardianId> seen;
  for (const auto& consent : person.consents) {
    const auto& guardian = consent->guardian;
    if (!guardian) continue;
    if (std::ranges::find(seen, *guardian) != seen.end()) continue;
    seen.push_back(*guardian);
    if (consent->given == false) return true;
  }
  return false;
}

void state_guardians(const registry::Person& person, const consent::Standing& standing,
                     policy::Facts& facts, Result<>& outcome) {
  Statements state(facts, "consent and guardian records", outcome);
  const bool by_guardian = standing.answer != nullptr && (*standing.answer)->guardian;
  state("guardian.consent_given", by_guardian && standing.state == consent::State::given);
  state("guardian.any_refused", a_guardian_refuses(person));
  if (standing.guardian != nullptr) {
    Statements(facts, source_of(*standing.guardian), outcome)(
        "guardian.relation_proved", (*standing.guardian)->verified_on.has_value());
  } else if (by_guardian) {
    state("guardian.relation_proved", false);
  }
}

void state_requests(const registry::Person& person, policy::Facts& facts, Result<>& outcome) {
  Statements state(facts, "request records", outcome);
  const bool asks_for_deletion = std::ranges::any_of(person.requests, [](const auto& request) {
    return request->kind == registry::kDeletion;
  });
  state("deletion.requested", asks_for_deletion);
}

// Whoever is not on file has restricted nothing here.
void state_restriction(const registry::Person& person, policy::Facts& facts,
                       Result<>& outcome) {
  Statements(facts, person.subject ? source_of(*person.subject) : "subject records", outcome)(
      "request.restriction_in_force",
      person.subject && person.subject->record.frozen_since.has_value());
}

}  // namespace

void state_person(const registry::World& world, const Moment& moment,
                  std::optional<std::int64_t> child_age, policy::Facts& facts,
                  Result<>& outcome) {
  const registry::Person& person = world.person;
  const consent::Circumstances now{.setting = *world.setting,
                                   .person = person,
                                   .day = moment.day,
                                   .child_age = child_age.value_or(0),
                                   .utc_offset = moment.utc_offset};
  const consent::Standing standing = consent::standing(now);
  // The registry is where consents are kept: what is not in it was not given.
  Statements(
      facts, standing.answer == nullptr ? "consent records" : source_of(*standing.answer),
      outcome)("consent.state", catalogue::Value(std::string(consent::name(standing.state))));
  state_storage(*world.setting, standing, facts, outcome);
  state_notice(world, standing.answer == nullptr ? nullptr : &standing.answer->record, facts,
               outcome);
  if (person.subject) {
    Statements state(facts, source_of(*person.subject), outcome);
    state.fields_of(person.subject->record);
    state("subject.age_years", consent::age_in_years(person.subject->record, moment.day));
    state_requests(person, facts, outcome);
  }
  state_restriction(person, facts, outcome);
  state_guardians(person, standing, facts, outcome);
  if (standing.answer == nullptr) {
    state_unasked(*world.setting, moment, facts, outcome);
    return;
  }
  state_answer(world, moment, *standing.answer, facts, outcome);
}

}  // namespace menshen::facts
