// Working days, from the yearly notices of the State Council and from nothing else: a year
// whose notice is not on file is unknown, and is never guessed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/condition.hpp"
#include "catalogue/vocabulary.hpp"

namespace menshen::catalogue {

// Where a year is not the plain week of five days and a weekend.
struct Holiday {
  Bilingual title;
  std::vector<CivilDate> off;     // weekdays on which nobody works
  std::vector<CivilDate> worked;  // days of weekends on which people work instead
};

// What one notice says of one year.
struct CalendarYear {
  std::chrono::year year{};
  std::string file;    // below the law folder
  std::string number;  // of the notice; empty when it was not read
  CivilDate noticed_on;
  std::string source;
  CivilDate still_valid_on;  // the day a person last checked
  std::vector<Holiday> holidays;
};

// A day reached by counting.
struct CountedDay {
  CivilDate day;  // the day itself; when it waits, the first on which it can fall
  std::optional<std::chrono::year> waits_for;  // the year whose notice is needed

  bool operator==(const CountedDay&) const = default;
};

// The two readings of a period of working days. The text does not say whether the day on
// which something happens is the first of the period.
struct WorkingDays {
  // Without that day, by Civil Code art. 201: the reading to go by.
  CountedDay last_day;
  // With it, if it is a working day: the reading to warn by.
  CountedDay earliest;

  bool operator==(const WorkingDays&) const = default;
};

// Immutable; safe to read from several threads. One without years knows no working day.
class Calendar {
 public:
  Calendar() = default;

  // Errors: invalid_input for a year given twice, a day outside of its year or given twice,
  // a weekend that is off, a weekday that is worked.
  [[nodiscard]] static Result<Calendar> make(std::vector<CalendarYear> years);

  [[nodiscard]] std::span<const CalendarYear> years() const noexcept { return years_; }

  // None in a year without notice.
  [[nodiscard]] std::optional<bool> is_working_day(CivilDate day) const noexcept;

  // The last day of `count` working days that begin with what happened on `start`; 0 is that
  // day itself. `count` is at least 0. Two look-ups in a table; allocates nothing.
  [[nodiscard]] WorkingDays working_days_after(CivilDate start,
                                               std::int64_t count) const noexcept;

  // `day`, or if nobody works then, the next day on which somebody does: where a period of
  // calendar days ends (Civil Code art. 203).
  [[nodiscard]] CountedDay working_day_from(CivilDate day) const noexcept;

 private:
  // Days of years that follow each other without a gap.
  struct Span {
    CivilDate first;
    CivilDate last;
    std::vector<std::int32_t> worked_before;  // by day: how many working days precede it
    std::vector<CivilDate> working_days;

    // Before `day`, which is in the span or the day after it.
    [[nodiscard]] std::int64_t worked_until(CivilDate day) const noexcept;
  };

  explicit Calendar(std::vector<CalendarYear> years);

  [[nodiscard]] const Span* span_of(CivilDate day) const noexcept;
  [[nodiscard]] CountedDay nth_from(CivilDate first, std::int64_t count) const noexcept;

  std::vector<CalendarYear> years_;  // ascending
  std::vector<Span> spans_;          // ascending
};

// A day moved by any period, working days by the reading to go by. Where it waits for a notice,
// a comparison with it is settled on the near side only: what happens by `day` is in time.
// `amount` is at least 0; working days are not counted back.
[[nodiscard]] CountedDay moved(const Calendar& calendar, CivilDate day, std::int64_t amount,
                               Period period, bool is_back) noexcept;

}  // namespace menshen::catalogue
