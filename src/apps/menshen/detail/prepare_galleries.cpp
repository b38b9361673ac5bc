#include "menshen/detail/prepare_galleries.hpp"

#include <span>
#include <vector>

#include "base/error.hpp"
#include "face/pipeline.hpp"
#include "gallery/gallery.hpp"
#include "gate/gate.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::app {

std::vector<SearchedModel> searched_models(const gate::Matching& matching,
                                           const face::Pipeline& pipeline) {
  std::vector<SearchedModel> models{
      {.name = matching.model, .dimension = pipeline.dimension()}};
  const auto previous = pipeline.previous_dimension();
  if (matching.previous && previous) {
    models.push_back({.name = matching.previous->model, .dimension = *previous});
  }
  return models;
}

Result<std::vector<Error>> prepare_galleries(const registry::Registry& registry,
                                             std::span<const SearchedModel> models,
                                             gallery::Galleries& galleries) {
  MENSHEN_TRY(const auto purposes, registry.purposes());
  std::vector<Error> failures;
  for (const auto& id : purposes) {
    MENSHEN_TRY(const auto purpose, registry::find<registry::Purpose>(registry, id));
    if (!purpose || purpose->record.mode != registry::kOneToMany) continue;
    for (const SearchedModel& model : models) {
      const auto ready = galleries.prepare(id, model.name, model.dimension);
      if (!ready) failures.push_back(ready.error());
    }
  }
  return failures;
}

}  // namespace menshen::app
