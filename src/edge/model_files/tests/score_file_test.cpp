#include "model_files/score_file.hpp"

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "accuracy/score_distribution.hpp"
#include "base/error.hpp"

namespace menshen::model_files {
namespace {

// Three photographs of two persons: one mated and two non-mated comparisons.
constexpr std::string_view kText =
    R"({"version": 1,
 "embedder": {"role": "embedder", "name": "fr", "sha256": "00000000000000000000000000000000000000000000000000000000000000ff"},
 "others": [
  {"role": "detector", "name": "a \"finder\"", "sha256": "0000000000000000000000000000000000000000000000000000000000000000"}],
 "persons": 2,
 "photographs": 3,
 "steps_per_unit": 4096,
 "pairs":
  {"mated": {"comparisons": 0, "steps": []},
  "non_mated": {"comparisons": 1, "steps": [[4096,1]]}},
 "all":
  {"mated": {"comparisons": 1, "steps": [[8192,1]]},
  "non_mated": {"comparisons": 2, "steps": [[0,1],[4096,1]]}}}
)";

accuracy::ScoreDistribution distribution() {
  accuracy::ScoreDistribution scores{
      .embedder = {.role = "embedder", .name = "fr", .sha256 = {}},
      .others = {{.role = "detector", .name = "a \"finder\"", .sha256 = {}}},
      .persons = 2,
      .photographs = 3,
      .pairs = {},
      .all = {}};
  scores.embedder.sha256.back() = std::byte{0xFF};
  scores.pairs.non_mated.count(0);
  scores.all.mated.count(1);
  scores.all.non_mated.count(0);
  scores.all.non_mated.count(-1);
  return scores;
}

TEST(ScoreFile, is_written_the_same_every_time) {
  EXPECT_EQ(scores_as_json(distribution()), kText);
}

TEST(ScoreFile, is_read_as_it_was_written) {
  const auto read = read_scores(kText);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(*read, distribution());
}

// One part of the text above replaced by another.
struct Row {
  std::string_view name;
  std::string_view part;
  std::string_view by;
  std::string_view refusal;
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

// A table is read down its columns.
// clang-format off
constexpr Row kRows[] = {
    {"later_version", "\"version\": 1", "\"version\": 2", "line 1: `version` is 2; expected 1 to 1"},
    {"another_grid", "4096,\n", "100,\n", "line 7: `steps_per_unit` is 100; expected 4096 to 4096"},
    {"persons_named", "\"persons\": 2", "\"people\": []", "line 5: unknown field `people`"},
    {"more_persons_than_photographs", "\"persons\": 2", "\"persons\": 4", "line 5: `persons` is 4; expected 0 to 3"},
    {"model_without_hash", ", \"sha256\": \"00000000000000000000000000000000000000000000000000000000000000ff\"", "", "line 2: needs `sha256`"},
    {"step_beyond_the_grid", "[8192,1]", "[8193,1]", "line 12: 8193; expected 0 to 8192"},
    {"steps_that_fall", "[0,1],[4096,1]", "[4096,1],[0,1]", "line 13: 0; expected 4097 to 8192"},
    {"step_twice", "[0,1],[4096,1]", "[0,1],[0,1]", "line 13: 0; expected 1 to 8192"},
    {"count_of_none", "[8192,1]", "[8192,0]", "line 12: 0; expected 1 to 1000000000000"},
    {"step_without_count", "[8192,1]", "[8192]", "line 12: `steps` holds lists of two: a step and its count"},
    {"counts_that_do_not_add_up", "[8192,1]", "[8192,2]", "line 12: `mated` counts 2 comparisons and states 1"},
    {"not_every_two", "\"photographs\": 3", "\"photographs\": 4", "line 12: `all` counts 3 comparisons; every two of 4 photographs are 6"},
};
// clang-format on

class RefusesScores : public testing::TestWithParam<Row> {};

TEST_P(RefusesScores, with_the_line) {
  std::string text(kText);
  const auto at = text.find(GetParam().part);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, GetParam().part.size(), GetParam().by);
  EXPECT_EQ(read_scores(text).error(),
            (Error{Code::invalid_input, std::string(GetParam().refusal)}));
}

INSTANTIATE_TEST_SUITE_P(table, RefusesScores, testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::model_files
