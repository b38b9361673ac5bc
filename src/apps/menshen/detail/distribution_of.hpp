// How comparison scores of a set of photographs are spread, for a calibration.
#pragma once

#include <span>
#include <string_view>

#include "accuracy/comparison.hpp"
#include "accuracy/score_distribution.hpp"
#include "base/error.hpp"
#include "face/embedding.hpp"
#include "face/model_manifest.hpp"
#include "face/pipeline.hpp"
#include "permit/permit.hpp"

namespace menshen::app {

struct CapturedFace {
  std::string_view person;  // the folder's name; equal for one person
  const face::Embedding* embedding = nullptr;
};

// Compares every two of `faces`, mated when the persons are equal, and counts the scores of the
// given comparisons beside. `models` are those of the pipeline; one is the embedder. Errors:
// those of Pipeline::compare_all.
[[nodiscard]] Result<accuracy::ScoreDistribution> distribution_of(
    const face::Pipeline& pipeline, std::span<const face::ModelManifest> models,
    std::span<const CapturedFace> faces, std::span<const accuracy::Comparison> comparisons,
    const PermitInUse& permit);

}  // namespace menshen::app
