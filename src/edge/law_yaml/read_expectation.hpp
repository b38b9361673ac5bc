// What a person expects of a judgement, as cases and manifests write it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "law_yaml/verdict.hpp"
#include "plain_yaml/plain_yaml.hpp"

namespace menshen::law_yaml {

// What somebody who knows the case says should come out; what is left out is not expected.
struct Expectation {
  std::size_t line = 0;
  std::optional<Verdict> verdict;
  // Rows of the matrix.
  std::vector<std::string> violated;      // each of them
  std::vector<std::string> not_violated;  // none of them
  std::vector<std::string> conditional;   // each violated, or undetermined
  std::vector<std::string> undetermined;  // each of them
  std::vector<std::string> excepted;      // each of them
  std::vector<std::string> obligations;   // each among them
  std::vector<std::string> missing;       // facts: each among the missing ones
};

// Errors: invalid_input, with the line.
[[nodiscard]] Result<Expectation> read_expectation(const plain_yaml::Node& node);

}  // namespace menshen::law_yaml
