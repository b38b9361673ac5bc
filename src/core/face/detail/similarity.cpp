#include "face/detail/similarity.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <fmt/core.h>

#include "base/error.hpp"
#include "face/embedding.hpp"

namespace menshen::face {

Result<double> cosine_similarity(const Embedding& probe, const Embedding& reference) {
  if (probe.dimension() != reference.dimension()) {
    return fail(
        Code::invalid_input,
        fmt::format("embeddings of {} and {} dimensions: they come from different models",
                    probe.dimension(), reference.dimension()));
  }
  double dot = 0;
  double probe_squared = 0;
  double reference_squared = 0;
  for (std::size_t i = 0; i < probe.dimension(); ++i) {
    const double p = probe.reveal()[i];
    const double r = reference.reveal()[i];
    dot += p * r;
    probe_squared += p * p;
    reference_squared += r * r;
  }
  // An Embedding has length 1 but for rounding, so only one that was moved from has none.
  const double lengths = std::sqrt(probe_squared) * std::sqrt(reference_squared);
  if (lengths == 0) return fail(Code::invalid_input, "an embedding was already given away");
  return std::clamp(dot / lengths, -1.0, 1.0);
}

}  // namespace menshen::face
