// On which day a deadline in working days falls, in both readings of its first day.
#pragma once

#include <cstdint>
#include <string>

#include "base/civil_date.hpp"
#include "catalogue/calendar.hpp"
#include "catalogue/catalogue.hpp"
#include "law_desk/words.hpp"

namespace menshen::law_desk {

struct WorkingDaysAnswer {
  CivilDate from;
  std::int64_t count = 0;
  catalogue::WorkingDays days;

  // Whether every year it needs was announced.
  [[nodiscard]] bool is_announced() const noexcept { return !days.last_day.waits_for; }
};

[[nodiscard]] WorkingDaysAnswer count_working_days(const catalogue::Catalogue& law,
                                                   CivilDate from, std::int64_t count);

// `2026-07-14`, or `not before 2027-01-04, unknown until the notice for 2027`.
[[nodiscard]] std::string day_as_text(const catalogue::CountedDay& counted, Language language);

[[nodiscard]] std::string due_as_text(const WorkingDaysAnswer& answer, Language language);
[[nodiscard]] std::string due_as_json(const WorkingDaysAnswer& answer);

}  // namespace menshen::law_desk
