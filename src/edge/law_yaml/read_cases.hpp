// Scenario tests of the law, as law/cases/ holds them: facts in, verdict and reasons out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_stated.hpp"

namespace menshen::law_yaml {

enum class Verdict { lawful, unlawful, undetermined };

[[nodiscard]] std::string_view name(Verdict verdict) noexcept;

struct Case {
  std::string name;
  std::size_t line = 0;
  CivilDate on;
  std::string action;
  std::vector<StatedFact> facts;  // those `given` to the whole file, then its own
  Verdict verdict = Verdict::undetermined;
  std::vector<std::string> violated;      // matrix rows, in the catalogue's order
  std::vector<std::string> undetermined;  // likewise
  std::vector<std::string> missing;       // fact ids, in the vocabulary's order
  std::vector<std::string> excepted;      // rows that must be among the lifted ones
};

// `given:` facts of every case, then `cases:`. A fact set to `unknown` is taken back.
// Errors: invalid_input, with the line.
[[nodiscard]] Result<std::vector<Case>> read_cases(std::string_view text,
                                                   const catalogue::Vocabulary& vocabulary);

}  // namespace menshen::law_yaml
