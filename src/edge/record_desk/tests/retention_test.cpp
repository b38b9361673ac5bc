#include "record_desk/retention.hpp"

#include <chrono>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "law_yaml/testing/the_law.hpp"

namespace menshen::record_desk {
namespace {

using testing::HasSubstr;

CivilDate day(std::string_view text) { return parse_civil_date(text).value(); }

LawfulRetention retention(CivilDate today) {
  return lawful_retention(law_yaml::the_law(MENSHEN_LAW_DIR), today).value();
}

TEST(LawfulRetention, comes_from_the_law_of_the_day) {
  const auto today = retention(day("2026-11-22"));
  EXPECT_EQ(today.years, 3);
  EXPECT_EQ(today.parameter, "PIPL-56-4.years");
  EXPECT_THAT(today.citation.zh, HasSubstr("第五十六条"));
  const auto before = lawful_retention(law_yaml::the_law(MENSHEN_LAW_DIR), day("2021-10-31"));
  EXPECT_EQ(before.error().code, Code::not_found);
}

TEST(KeptFrom, is_what_the_law_demands_and_a_margin) {
  const auto today = day("2026-11-22");
  EXPECT_EQ(kept_from(retention(today), today, {}),
            day("2023-11-22") - std::chrono::days(kMarginDays));
}

TEST(KeptFrom, is_never_less_than_the_law_demands) {
  const auto today = day("2026-11-22");
  const int lawful = static_cast<int>((today - day("2023-11-22")).count());
  EXPECT_EQ(kept_from(retention(today), today, lawful), day("2023-11-22"));
  EXPECT_EQ(kept_from(retention(today), today, lawful + 365), day("2022-11-22"));
  const auto less = kept_from(retention(today), today, lawful - 1);
  ASSERT_FALSE(less);
  EXPECT_EQ(less.error().code, Code::refused);
  EXPECT_THAT(less.error().what, HasSubstr("keep at least 1096 days"));
  EXPECT_FALSE(kept_from(retention(today), today, -1));
  EXPECT_FALSE(kept_from(retention(today), today, 0));
}

TEST(KeptFrom, keeps_a_day_more_where_a_year_had_none_such) {
  const auto today = day("2028-02-29");
  EXPECT_EQ(kept_from(retention(today), today, 10'000), today - std::chrono::days(10'000));
  EXPECT_EQ(kept_from(retention(today), today, {}),
            day("2025-02-28") - std::chrono::days(kMarginDays));
}

TEST(PolicyAsJson, names_the_years_and_where_they_stand) {
  const auto today = retention(day("2026-11-22"));
  const auto usual = boost::json::parse(policy_as_json(today, {})).as_object();
  EXPECT_EQ(usual.at("kept_years"), 3);
  EXPECT_EQ(usual.at("and_days"), 31);
  EXPECT_EQ(usual.at("parameter"), "PIPL-56-4.years");
  EXPECT_EQ(boost::json::parse(policy_as_json(today, 2000)).at("kept_days"), 2000);
}

}  // namespace
}  // namespace menshen::record_desk
