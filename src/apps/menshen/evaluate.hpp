// `menshen evaluate`: how accurate and how fast the models are on a set of photographs.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "accuracy/pairs.hpp"
#include "accuracy/performance.hpp"
#include "accuracy/score_distribution.hpp"
#include "base/error.hpp"
#include "gate/reply.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"

namespace menshen::app {

// What only the operator can know of the photographs, and states for the record by starting
// the test.
struct Statement {
  std::string basis = "public_information";  // PIPL Art 13: a value of the fact basis.kind
  int youngest_years = 18;  // full years of the youngest person on them (PIPL Art 31)
};

struct EvaluateOptions {
  std::filesystem::path folder;  // with pairs.txt and PERSON/PERSON_0001.jpg
  Statement statement;
  bool with_scores = false;  // also Measurement::scores
};

// Medians over the photographs, milliseconds.
struct StageMilliseconds {
  double decode = 0;
  double detect = 0;
  double locate = 0;
  double align = 0;
  double embed = 0;
  double all = 0;
};

struct Measurement {
  Statement statement;
  accuracy::Performance performance;
  StageMilliseconds stages;
  std::size_t photographs = 0;
  std::size_t with_several_faces = 0;
  std::optional<accuracy::ScoreDistribution> scores;
};

struct Evaluation {
  gate::Reply reply;                       // whether it was lawful, and where that is recorded
  std::optional<Measurement> measurement;  // only when permitted
};

// Told how far the work is: photographs done, of how many.
using Progress = std::function<void(std::size_t, std::size_t)>;

// Captures every photograph of the pairs once, compares as the pairs say, and measures; for the
// distribution of scores it also compares every two photographs. Of
// several faces on a photograph the one nearest its centre is taken, which is the one that
// Labeled Faces in the Wild labels. Errors: not_found or invalid_input for the folder and its
// pairs.txt; those of the gate.
[[nodiscard]] Result<Evaluation> evaluate(Parts& parts, const EvaluateOptions& options,
                                          const Progress& progress);

[[nodiscard]] std::string evaluation_as_text(const gate::Reply& reply,
                                             const Measurement& measurement, Language language);
[[nodiscard]] std::string evaluation_as_json(const gate::Reply& reply,
                                             const Measurement& measurement);

}  // namespace menshen::app
