// The day on which somebody reaches an age.
#pragma once

#include <cstdint>

#include "base/civil_date.hpp"

namespace menshen::duty {

// The first day on which consent::years_between(birth, day) is `years`: of somebody born on
// 29 February, 1 March of a common year.
[[nodiscard]] CivilDate birthday(CivilDate birth, std::int64_t years);

}  // namespace menshen::duty
