// How an answer stands today.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/civil_date.hpp"
#include "consent/answer.hpp"
#include "registry/records.hpp"

namespace menshen::consent {

enum class State { none, given, refused, withdrawn, expired };

// As the fact consent.state names it.
[[nodiscard]] std::string_view name(State state) noexcept;

enum class Ended {
  not_ended,
  by_its_day,       // the day that was agreed
  by_age,           // who was a child is none any more, and is asked anew
  by_guardianship,  // the guardian is none any more, or was not verified
};

// Nothing is pointed to when there is no answer.
struct Standing {
  State state = State::none;
  Ended ended = Ended::not_ended;
  const registry::Kept<registry::Consent>* answer = nullptr;     // the latest
  const registry::Kept<registry::Guardian>* guardian = nullptr;  // who gave it, if one did
};

// Of the latest answer to the purpose. Points into `circumstances`.
[[nodiscard]] Standing standing(const Circumstances& circumstances);

// Full years on that day; none when neither birth date nor age band say. Of a band, the age
// from which it begins.
[[nodiscard]] std::optional<std::int64_t> age_in_years(const registry::Subject& subject,
                                                       CivilDate day);

// Whole years from `birth` to `day`; a person born on 29 February grows older on 1 March of
// a common year.
[[nodiscard]] std::int64_t years_between(CivilDate birth, CivilDate day);

}  // namespace menshen::consent
