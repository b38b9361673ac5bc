#include "duty/birthday.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "consent/standing.hpp"

namespace menshen::duty {
namespace {

CivilDate day_of(const char* text) { return parse_civil_date(text).value(); }

TEST(Birthday, of_a_leap_day_is_the_first_of_march_in_a_common_year) {
  EXPECT_EQ(birthday(day_of("2012-02-29"), 14), day_of("2026-03-01"));
  EXPECT_EQ(birthday(day_of("2012-02-29"), 16), day_of("2028-02-29"));
  EXPECT_EQ(birthday(day_of("2012-12-31"), 14), day_of("2026-12-31"));
}

TEST(Birthday, is_the_first_day_of_that_age) {
  constexpr std::chrono::days kOneDay{1};
  const CivilDate end = day_of("2013-01-01");
  for (CivilDate born = day_of("2011-12-31"); born < end; born += kOneDay) {
    const CivilDate day = birthday(born, 14);
    EXPECT_EQ(consent::years_between(born, day), 14) << to_text(born);
    EXPECT_EQ(consent::years_between(born, day - kOneDay), 13) << to_text(born);
  }
}

}  // namespace
}  // namespace menshen::duty
