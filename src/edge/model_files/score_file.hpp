// The distribution of comparison scores that `menshen evaluate` yields, as a file.
#pragma once

#include <string>
#include <string_view>

#include "accuracy/score_distribution.hpp"
#include "base/error.hpp"

namespace menshen::model_files {

// JSON that is plain YAML too: who made the scores, how many persons and photographs, and for
// the given pairs and for every two photographs the steps of ScoreHistogram that were met, each
// with its count. The same distribution gives the same bytes.
[[nodiscard]] std::string scores_as_json(const accuracy::ScoreDistribution& distribution);

// What scores_as_json wrote. Unknown fields, another grid, and counts that do not add up are
// refused. Errors: invalid_input, with the line; exhausted as for plain YAML.
[[nodiscard]] Result<accuracy::ScoreDistribution> read_scores(std::string_view text);

}  // namespace menshen::model_files
