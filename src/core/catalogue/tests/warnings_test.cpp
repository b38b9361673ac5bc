#include "catalogue/warnings.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "catalogue/testing/small_law.hpp"

namespace menshen::catalogue {
namespace {

using namespace std::chrono_literals;

constexpr CivilDate kLooked = 2026y / 11 / 21;

// The small law, all of it looked at on one day and checked by two.
Contents kept() {
  auto law = small_contents();
  for (auto& one : law.instruments) one.in_force.still_valid_on = kLooked;
  for (auto& one : law.parameters) {
    one.still_valid_on = kLooked;
    one.review = ReviewState::checked_by_two;
  }
  for (auto& one : law.provisions) {
    one.in_force.still_valid_on = kLooked;
    one.review = ReviewState::checked_by_two;
  }
  return law;
}

Provision& of(Contents& law, std::string_view id) {
  return *std::ranges::find(law.provisions, id, &Provision::id);
}

Warnings warned(Contents contents, CivilDate today) {
  return warnings(Catalogue::make(std::move(contents)).value(), today);
}

TEST(Warnings, say_nothing_of_a_law_that_is_kept) {
  const auto found = warned(kept(), kLooked);
  EXPECT_THAT(found.unchecked, testing::IsEmpty());
  EXPECT_THAT(found.examples, testing::IsEmpty());
  EXPECT_THAT(found.to_compare, testing::IsEmpty());
  EXPECT_EQ(found.transcribed, 0U);
}

TEST(Warnings, name_what_nobody_looked_at_for_more_than_twelve_months) {
  auto law = kept();
  of(law, "L-2").in_force.still_valid_on -= std::chrono::days{1};
  const auto found = warned(law, 2027y / 11 / 21);
  EXPECT_THAT(found.unchecked,
              testing::ElementsAre(
                  Unchecked{.id = "L-2", .file = "l.yaml", .still_valid_on = 2026y / 11 / 20}));
}

TEST(Warnings, look_at_instruments_numbers_and_calendars_too) {
  auto law = kept();
  law.calendar =
      Calendar::make({{.year = 2026y, .file = "2026.yaml", .still_valid_on = kLooked}}).value();
  const auto count = law.instruments.size() + law.parameters.size() + law.provisions.size() + 1;
  EXPECT_EQ(warned(law, 2027y / 11 / 22).unchecked.size(), count);
}

TEST(Warnings, name_examples_and_texts_to_compare) {
  auto law = kept();
  of(law, "L-2").review = ReviewState::example;
  of(law, "L-3").review = ReviewState::transcribed;
  of(law, "L-3").confidence = Confidence::b;
  of(law, "L-5").confidence = Confidence::b;
  const auto found = warned(law, kLooked);
  EXPECT_THAT(found.examples, testing::ElementsAre("L-2"));
  EXPECT_THAT(found.to_compare, testing::ElementsAre("L-3"));
  EXPECT_EQ(found.transcribed, 1U);
}

}  // namespace
}  // namespace menshen::catalogue
