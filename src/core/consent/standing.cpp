#include "consent/standing.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/civil_date.hpp"
#include "consent/answer.hpp"
#include "registry/records.hpp"

namespace menshen::consent {
namespace {

using registry::Guardian;
using registry::Kept;

const Kept<Guardian>* guardian_of(const registry::Consent& consent,
                                  const registry::Person& person) {
  if (!consent.guardian) return nullptr;
  const auto found = std::ranges::find_if(person.guardians, [&](const Kept<Guardian>& each) {
    return each->id == *consent.guardian;
  });
  return found == person.guardians.end() ? nullptr : &*found;
}

bool is_guardian_on(const Kept<Guardian>* guardian, CivilDate day) {
  return guardian != nullptr && (*guardian)->verified_on && *(*guardian)->verified_on <= day &&
         (!(*guardian)->ended_on || day < *(*guardian)->ended_on);
}

Ended end_of(const Circumstances& now, const registry::Consent& consent,
             const Kept<Guardian>* guardian) {
  if (consent.expires_on && *consent.expires_on < now.day) return Ended::by_its_day;
  if (!consent.guardian) return Ended::not_ended;
  const auto age =
      now.person.subject ? age_in_years(now.person.subject->record, now.day) : std::nullopt;
  if (age && *age >= now.child_age) return Ended::by_age;
  return is_guardian_on(guardian, now.day) ? Ended::not_ended : Ended::by_guardianship;
}

}  // namespace

std::string_view name(State state) noexcept {
  switch (state) {
    case State::none: return "none";
    case State::given: return "given";
    case State::refused: return "refused";
    case State::withdrawn: return "withdrawn";
    case State::expired: return "expired";
  }
  return "none";
}

Standing standing(const Circumstances& circumstances) {
  Standing standing;
  if (circumstances.person.consents.empty()) return standing;
  standing.answer = &circumstances.person.consents.front();
  const registry::Consent& consent = standing.answer->record;
  standing.guardian = guardian_of(consent, circumstances.person);
  if (consent.withdrawn_at) {
    standing.state = State::withdrawn;
  } else if (consent.given != true) {
    standing.state = State::refused;
  } else {
    standing.ended = end_of(circumstances, consent, standing.guardian);
    standing.state = standing.ended == Ended::not_ended ? State::given : State::expired;
  }
  return standing;
}

std::optional<std::int64_t> age_in_years(const registry::Subject& subject, CivilDate day) {
  constexpr std::int64_t kFourteen = 14;
  constexpr std::int64_t kAdult = 18;
  if (subject.birth_date) return years_between(*subject.birth_date, day);
  if (subject.age_band == "under_14") return 0;
  if (subject.age_band == "14_to_17") return kFourteen;
  if (subject.age_band == "adult") return kAdult;
  return std::nullopt;
}

std::int64_t years_between(CivilDate birth, CivilDate day) {
  const std::chrono::year_month_day born{birth};
  const std::chrono::year_month_day today{day};
  const int years = static_cast<int>(today.year()) - static_cast<int>(born.year());
  const bool had_birthday =
      std::pair(today.month(), today.day()) >= std::pair(born.month(), born.day());
  return had_birthday ? years : years - 1;
}

}  // namespace menshen::consent
