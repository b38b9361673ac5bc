#include "face/calibration.hpp"

#include <cmath>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

namespace menshen::face {
namespace {

Calibration calibration() {
  Calibration calibration;
  calibration.model = "fr";
  calibration.points = {{.false_match_rate = 1e-3, .threshold = 0.3},
                        {.false_match_rate = 1e-4, .threshold = 0.4},
                        {.false_match_rate = 1e-5, .threshold = 0.5}};
  return calibration;
}

struct Row {
  std::string_view name;
  double asked;
  OperatingPoint point;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Row kRows[] = {
    {"looser_than_any", 0.5, {.false_match_rate = 1e-3, .threshold = 0.3}},
    {"the_rate_itself", 1e-4, {.false_match_rate = 1e-4, .threshold = 0.4}},
    {"a_hair_stricter", std::nextafter(1e-4, 0), {.false_match_rate = 1e-5, .threshold = 0.5}},
    {"between_two", 5e-5, {.false_match_rate = 1e-5, .threshold = 0.5}},
    {"the_strictest", 1e-5, {.false_match_rate = 1e-5, .threshold = 0.5}},
};

class ThresholdForVerification : public testing::TestWithParam<Row> {};

TEST_P(ThresholdForVerification, is_that_of_the_next_stricter_rate) {
  const auto point = threshold_for_verification(calibration(), GetParam().asked);
  ASSERT_TRUE(point) << point.error().what;
  EXPECT_EQ(*point, GetParam().point);
}

INSTANTIATE_TEST_SUITE_P(table, ThresholdForVerification, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ThresholdForVerification, refuses_what_is_not_calibrated_and_says_how_to) {
  EXPECT_EQ(
      threshold_for_verification(calibration(), 9e-6).error(),
      (Error{Code::not_found,
             "model `fr` is not calibrated for a false match rate of 9e-06: measure it "
             "with `menshen evaluate --scores` and give the rate to `menshen calibrate`"}));
  EXPECT_EQ(threshold_for_verification(Calibration{}, 0.5).error().code, Code::not_found);
  for (const double none : {0.0, 1.0, -1.0, std::nan("")}) {
    EXPECT_EQ(threshold_for_verification(calibration(), none).error().code,
              Code::invalid_input);
  }
}

// 1 - 0.99^(1/N): N = 1 is the rate itself, N = 2 is 1 - sqrt(0.99).
TEST(FalseMatchRateFor, falls_with_the_gallery) {
  EXPECT_DOUBLE_EQ(false_match_rate_for(0.01, 1), 0.01);
  EXPECT_NEAR(false_match_rate_for(0.01, 2), 0.005012562893380, 1e-15);
  EXPECT_NEAR(false_match_rate_for(0.01, 1'000), 1.0050285349e-5, 1e-14);
  EXPECT_NEAR(false_match_rate_for(0.01, 1'000'000), 1.005033580e-8, 1e-17);
  EXPECT_NEAR(false_match_rate_for(0.5, 1'000'000'000'000), 6.931471806e-13, 1e-22);
}

TEST(GallerySizeMax, is_the_largest_that_the_rate_is_low_enough_for) {
  EXPECT_EQ(gallery_size_max(0.01, 0.02), 0U);
  EXPECT_EQ(gallery_size_max(0.01, 0.01), 1U);
  EXPECT_EQ(gallery_size_max(0.01, 1e-4), 100U);
  EXPECT_EQ(gallery_size_max(0.01, 1e-5), 1'005U);
  for (const std::size_t size : {1U, 2U, 7U, 100U, 12'345U, 1'000'000U}) {
    EXPECT_EQ(gallery_size_max(0.01, false_match_rate_for(0.01, size)), size);
  }
}

// 0.01 among 100 needs 1.00498e-4, among 101 needs 9.95e-5.
TEST(ThresholdForIdentification, grows_with_the_gallery) {
  const auto among = [](std::size_t size) {
    return threshold_for_identification(calibration(), 0.01, size);
  };
  EXPECT_EQ(among(1)->threshold, 0.3);
  EXPECT_EQ(among(100)->threshold, 0.4);
  EXPECT_EQ(among(101)->threshold, 0.5);
  EXPECT_EQ(among(1'000)->threshold, 0.5);
  EXPECT_EQ(among(1'006).error().code, Code::not_found);
  EXPECT_THAT(among(1'006).error().what,
              testing::StartsWith("a false positive identification rate of 0.01 among 1006: "
                                  "model `fr` is not calibrated"));
}

TEST(ThresholdForIdentification, refuses_what_is_no_rate_and_no_gallery) {
  for (const double none : {0.0, 1.0, -1.0, std::nan("")}) {
    EXPECT_EQ(threshold_for_identification(calibration(), none, 10).error().code,
              Code::invalid_input);
  }
  EXPECT_EQ(
      threshold_for_identification(calibration(), 0.01, 0).error(),
      (Error{Code::invalid_input, "a gallery of 0 references; name the most it may hold"}));
}

}  // namespace
}  // namespace menshen::face
