// How often each comparison score came, on a fixed grid: all that a calibration needs to know
// of an accuracy test. It holds no person, no photograph and no order of comparisons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/crypto.hpp"

namespace menshen::accuracy {

// Counts of scores in [-1, 1]. Step i holds the scores in [edge(i), edge(i + 1)), and the last
// one those of exactly 1. Edges are binary fractions, so that "at or above an edge" is exact.
class ScoreHistogram {
 public:
  static constexpr std::size_t kStepsPerUnit = 4'096;
  static constexpr std::size_t kSteps = 2 * kStepsPerUnit + 1;

  // The lowest score of a step; of kSteps itself, a score above every other.
  [[nodiscard]] static double edge(std::size_t step) noexcept;

  // `score` is a number; what rounding took out of [-1, 1] counts as its end.
  void count(double score) noexcept;

  // `times` scores of the step `step`, below kSteps.
  void add(std::size_t step, std::uint64_t times) noexcept;

  [[nodiscard]] std::uint64_t at(std::size_t step) const noexcept { return counts_[step]; }
  [[nodiscard]] std::uint64_t total() const noexcept { return total_; }

  // How many scores are at or above edge(step), for every step and for kSteps: none.
  [[nodiscard]] std::vector<std::uint64_t> at_or_above() const;

  bool operator==(const ScoreHistogram&) const = default;

 private:
  std::vector<std::uint64_t> counts_ = std::vector<std::uint64_t>(kSteps);
  std::uint64_t total_ = 0;
};

// Scores of comparisons that were made. Non-mated ones are of photographs of two persons.
struct Scores {
  ScoreHistogram mated;
  ScoreHistogram non_mated;

  bool operator==(const Scores&) const = default;
};

// One network that had a part in the scores.
struct ModelIdentity {
  std::string role;  // face::name(ModelRole)
  std::string name;
  Digest sha256{};

  bool operator==(const ModelIdentity&) const = default;
};

struct ScoreDistribution {
  ModelIdentity embedder;
  std::vector<ModelIdentity> others;  // the pipeline before it
  std::size_t persons = 0;            // of whom a photograph was compared
  std::size_t photographs = 0;        // compared; those without a template stay out
  Scores pairs;                       // as the test's list of pairs says
  Scores all;                         // every two photographs, once

  bool operator==(const ScoreDistribution&) const = default;
};

}  // namespace menshen::accuracy
