#include "menshen/detail/distribution_of.hpp"

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accuracy/comparison.hpp"
#include "accuracy/score_distribution.hpp"
#include "base/error.hpp"
#include "face/embedding.hpp"
#include "face/model_manifest.hpp"
#include "face/pipeline.hpp"
#include "permit/permit.hpp"

namespace menshen::app {

Result<accuracy::ScoreDistribution> distribution_of(
    const face::Pipeline& pipeline, std::span<const face::ModelManifest> models,
    std::span<const CapturedFace> faces, std::span<const accuracy::Comparison> comparisons,
    const PermitInUse& permit) {
  accuracy::ScoreDistribution distribution;
  for (const auto& model : models) {
    accuracy::ModelIdentity identity{
        .role = std::string(name(model.role)), .name = model.name, .sha256 = model.sha256};
    if (model.role == face::ModelRole::embedder) {
      distribution.embedder = std::move(identity);
    } else {
      distribution.others.push_back(std::move(identity));
    }
  }
  std::set<std::string_view> persons;
  std::vector<const face::Embedding*> embeddings;
  for (const auto& face : faces) {
    persons.insert(face.person);
    embeddings.push_back(face.embedding);
  }
  distribution.persons = persons.size();
  distribution.photographs = faces.size();
  const auto of = [](accuracy::Scores& scores, bool is_mated) -> accuracy::ScoreHistogram& {
    return is_mated ? scores.mated : scores.non_mated;
  };
  for (const auto& comparison : comparisons) {
    if (comparison.score) of(distribution.pairs, comparison.mated).count(*comparison.score);
  }
  const auto done = pipeline.compare_all(
      embeddings, permit, [&](std::size_t one, std::size_t other, double score) {
        of(distribution.all, faces[one].person == faces[other].person).count(score);
      });
  if (!done) return tl::unexpected<Error>(done.error());
  return distribution;
}

}  // namespace menshen::app
