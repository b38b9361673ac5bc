#include "duty/birthday.hpp"

#include <chrono>
#include <cstdint>

#include "base/civil_date.hpp"

namespace menshen::duty {

CivilDate birthday(CivilDate birth, std::int64_t years) {
  const std::chrono::year_month_day day =
      std::chrono::year_month_day{birth} + std::chrono::years{years};
  if (day.ok()) return day;
  return day.year() / std::chrono::March / 1;
}

}  // namespace menshen::duty
