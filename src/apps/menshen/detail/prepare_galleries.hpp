// The galleries that are searched are made when the program starts: a large one takes longer
// than the permit of a search lives.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "face/pipeline.hpp"
#include "gallery/gallery.hpp"
#include "gate/gate.hpp"
#include "registry/registry.hpp"

namespace menshen::app {

// An embedder whose references are searched.
struct SearchedModel {
  std::string name;
  std::size_t dimension = 0;  // of its embeddings
};

// The one in use and, where there is one, the one before it.
[[nodiscard]] std::vector<SearchedModel> searched_models(const gate::Matching& matching,
                                                         const face::Pipeline& pipeline);

// Makes the gallery of every model ready for each purpose on file with the mode `one_to_many`.
// Returns why those are not ready that could not be made: the others are, and a search in
// those that are not says the same. Errors: those of the registry.
[[nodiscard]] Result<std::vector<Error>> prepare_galleries(
    const registry::Registry& registry, std::span<const SearchedModel> models,
    gallery::Galleries& galleries);

}  // namespace menshen::app
