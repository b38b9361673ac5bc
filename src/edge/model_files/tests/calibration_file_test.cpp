#include "model_files/calibration_file.hpp"

#include <chrono>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "face/calibration.hpp"

namespace menshen::model_files {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kWhole = R"(model: fr
sha256: 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
calibrated_on: 2026-11-22
basis: news photographs
comparisons:
  non_mated: 100000
  mated: 500
persons: 20
photographs: 40
points:
  - false_match_rate: 0.001
    threshold: 0.3
    threshold_95: [0.29, 0.31]
    false_matches: 99
    false_match_rate_95: [0.0008, 0.0012]
    true_match_rate: 0.98
    true_match_rate_95: [0.96, 0.99]
  - false_match_rate: 0.0001
    threshold: 0.3
)";

TEST(ReadCalibration, reads_every_field) {
  const auto read = read_calibration(kWhole);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->model, "fr");
  EXPECT_EQ(to_hex(read->sha256),
            "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  EXPECT_EQ(read->calibrated_on, CivilDate(2026y / 11 / 22));
  EXPECT_EQ(read->basis, "news photographs");
  EXPECT_EQ(read->non_mated, 100'000U);
  EXPECT_EQ(read->mated, 500U);
  EXPECT_EQ(read->persons, 20U);
  EXPECT_EQ(read->photographs, 40U);
  ASSERT_EQ(read->points.size(), 2U);
  EXPECT_EQ(read->points[0],
            (face::CalibratedPoint{
                .false_match_rate = 1e-3,
                .threshold = 0.3,
                .threshold_bounds = face::Bounds{.lower = 0.29, .upper = 0.31},
                .false_matches = 99,
                .false_match_rate_bounds = face::Bounds{.lower = 0.0008, .upper = 0.0012},
                .true_match_rate = 0.98,
                .true_match_rate_bounds = face::Bounds{.lower = 0.96, .upper = 0.99}}));
  EXPECT_EQ(read->points[1],
            (face::CalibratedPoint{.false_match_rate = 1e-4, .threshold = 0.3}));
}

TEST(ReadCalibration, reads_what_was_written) {
  auto calibration = read_calibration(kWhole).value();
  EXPECT_EQ(read_calibration(calibration_as_yaml(calibration)), calibration);
  calibration.model = "a \"name\": #1\\2\n";
  calibration.basis = "门神: [照片]";
  calibration.mated.reset();
  calibration.persons.reset();
  calibration.photographs.reset();
  calibration.points[1].false_match_rate = 1.0050285349045254e-05;
  EXPECT_EQ(read_calibration(calibration_as_yaml(calibration)), calibration);
}

// One line of the calibration above replaced by another.
struct Row {
  std::string_view name;
  std::string_view line;
  std::string_view by;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// A table is read down its columns.
// clang-format off
constexpr Row kRows[] = {
    {"slip", "basis: n", "bases: n", "line 4: unknown field `bases`; did you mean `basis`?"},
    {"without_model", "model: fr\n", "", "line 1: needs `model`"},
    {"short_hash", "sha256: 00", "sha256: ", "line 2: `sha256` must be 64 characters of 0-9 and a-f"},
    {"no_such_day", "2026-11-22", "2026-02-30", "line 3: not a calendar date: `2026-02-30`"},
    {"no_comparisons", "non_mated: 100000", "non_mated: 0", "line 6: `non_mated` is 0; expected 1 to 1000000000000000"},
    {"one_person", "persons: 20", "persons: 1", "line 8: `persons` is 1; expected 2 to 1000000000000000"},
    {"rate_of_nought", "rate: 0.001", "rate: 0", "line 11: `false_match_rate` is 0; it lies between 0 and 1, both left out"},
    {"rate_of_one", "rate: 0.001", "rate: 1", "line 11: `false_match_rate` is 1; it lies between 0 and 1, both left out"},
    {"threshold_too_high", "threshold: 0.3\n    threshold_95", "threshold: 1.1\n    threshold_95", "line 12: `threshold` is 1.1; expected -1 to 1"},
    {"three_bounds", "[0.29, 0.31]", "[0.29, 0.3, 0.31]", "line 13: `threshold_95` must be a list of two numbers"},
    {"bounds_turned_round", "[0.29, 0.31]", "[0.31, 0.29]", "line 13: `threshold_95` is [0.31, 0.29]; expected two numbers from -1 to 1, the lower one first"},
    {"bounds_beside_the_threshold", "[0.29, 0.31]", "[0.301, 0.31]", "line 13: `threshold_95` does not hold 0.3"},
    {"more_matches_than_the_rate", "false_matches: 99", "false_matches: 101", "line 14: `false_matches` is 101 of 100000: more than the rate 0.001"},
    {"rate_below_nought", "[0.0008, 0.0012]", "[-0.1, 0.0012]", "line 15: `false_match_rate_95` is [-0.1, 0.0012]; expected two numbers from 0 to 1, the lower one first"},
    {"bounds_of_no_rate", "    true_match_rate: 0.98\n", "", "line 16: `true_match_rate_95` does not hold -1"},
    {"rates_that_rise", "rate: 0.0001", "rate: 0.002", "line 18: `points` stand by falling `false_match_rate`, with a `threshold` that never falls"},
    {"one_rate_twice", "rate: 0.0001", "rate: 0.001", "line 18: `points` stand by falling `false_match_rate`, with a `threshold` that never falls"},
    {"threshold_that_falls", "threshold: 0.3\n    threshold_95: [0.29, 0.31]", "threshold: 0.31\n    threshold_95: [0.29, 0.31]", "line 18: `points` stand by falling `false_match_rate`, with a `threshold` that never falls"},
};
// clang-format on

class RefusesCalibration : public testing::TestWithParam<Row> {};

TEST_P(RefusesCalibration, with_line_and_remedy) {
  std::string text(kWhole);
  const auto at = text.find(GetParam().line);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, GetParam().line.size(), GetParam().by);
  EXPECT_EQ(read_calibration(text).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesCalibration, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ReadCalibration, refuses_one_without_points) {
  const std::string text(kWhole.substr(0, kWhole.find("points:")));
  EXPECT_EQ(read_calibration(text + "points: []\n").error().what, "line 10: `points` is empty");
}

}  // namespace
}  // namespace menshen::model_files
