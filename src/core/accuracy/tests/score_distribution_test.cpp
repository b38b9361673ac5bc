#include "accuracy/score_distribution.hpp"

#include <cmath>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace menshen::accuracy {
namespace {

struct Row {
  std::string_view name;
  double score;
  std::size_t step;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

const Row kRows[] = {
    {.name = "lowest", .score = -1, .step = 0},
    {.name = "rounded_out_below", .score = std::nextafter(-1, -2), .step = 0},
    {.name = "middle", .score = 0, .step = 4'096},
    {.name = "on_an_edge", .score = 0.5, .step = 6'144},
    {.name = "a_hair_below_an_edge", .score = std::nextafter(0.5, 0), .step = 6'143},
    {.name = "a_hair_above_an_edge", .score = std::nextafter(0.5, 1), .step = 6'144},
    {.name = "a_hair_below_the_highest", .score = std::nextafter(1, 0), .step = 8'191},
    {.name = "highest", .score = 1, .step = 8'192},
    {.name = "rounded_out_above", .score = std::nextafter(1, 2), .step = 8'192},
};

class ScoreHistogramSteps : public testing::TestWithParam<Row> {};

TEST_P(ScoreHistogramSteps, hold_the_scores_from_their_edge_to_the_next) {
  ScoreHistogram histogram;
  histogram.count(GetParam().score);
  EXPECT_EQ(histogram.at(GetParam().step), 1U);
  EXPECT_EQ(histogram.total(), 1U);
}

INSTANTIATE_TEST_SUITE_P(table, ScoreHistogramSteps, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ScoreHistogram, counts_what_lies_at_or_above_each_edge) {
  ScoreHistogram histogram;
  histogram.add(3, 2);
  histogram.add(8'192, 5);
  const auto sums = histogram.at_or_above();
  ASSERT_EQ(sums.size(), ScoreHistogram::kSteps + 1);
  EXPECT_EQ(sums[0], 7U);
  EXPECT_EQ(sums[3], 7U);
  EXPECT_EQ(sums[4], 5U);
  EXPECT_EQ(sums[8'192], 5U);
  EXPECT_EQ(sums[8'193], 0U);
}

TEST(ScoreHistogram, has_edges_that_are_exact) {
  EXPECT_EQ(ScoreHistogram::edge(0), -1.0);
  EXPECT_EQ(ScoreHistogram::edge(4'097), 1.0 / 4'096);
  EXPECT_EQ(ScoreHistogram::edge(8'192), 1.0);
}

}  // namespace
}  // namespace menshen::accuracy
