#include "face/detail/similarity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/wipe.hpp"
#include "face/embedding.hpp"

namespace menshen::face {
namespace {

tl::unexpected<Error> of_two_dimensions(std::size_t probe, std::size_t reference) {
  return fail(Code::invalid_input,
              fmt::format("embeddings of {} and {} dimensions: they come from different models",
                          probe, reference));
}

// An Embedding has length 1 but for rounding, so only one that was moved from has none.
tl::unexpected<Error> without_length() {
  return fail(Code::invalid_input, "an embedding was already given away");
}

double length(std::span<const float> values) {
  double squared = 0;
  for (const double value : values) squared += value * value;
  return std::sqrt(squared);
}

}  // namespace

Result<double> cosine_similarity(const Embedding& probe, const Embedding& reference) {
  if (probe.dimension() != reference.dimension()) {
    return of_two_dimensions(probe.dimension(), reference.dimension());
  }
  double dot = 0;
  for (std::size_t i = 0; i < probe.dimension(); ++i) {
    const double p = probe.reveal()[i];
    const double r = reference.reveal()[i];
    dot += p * r;
  }
  const double lengths = length(probe.reveal()) * length(reference.reveal());
  if (lengths == 0) return without_length();
  return std::clamp(dot / lengths, -1.0, 1.0);
}

ReferenceBlock::~ReferenceBlock() { wipe(std::as_writable_bytes(std::span(values_))); }

Result<ReferenceBlock> ReferenceBlock::make(std::span<const Embedding* const> references) {
  MENSHEN_ASSERT(!references.empty() && references.size() <= kLanes);
  const std::size_t dimension = references.front()->dimension();
  ReferenceBlock block(dimension);
  for (std::size_t lane = 0; lane < references.size(); ++lane) {
    const auto values = references[lane]->reveal();
    if (values.size() != dimension) return of_two_dimensions(dimension, values.size());
    block.lengths_[lane] = length(values);
    if (block.lengths_[lane] == 0) return without_length();
    for (std::size_t i = 0; i < dimension; ++i) {
      block.values_[(i * kLanes) + lane] = values[i];
    }
  }
  return block;
}

Result<std::array<double, ReferenceBlock::kLanes>> ReferenceBlock::compare(
    const Embedding& probe) const {
  const auto values = probe.reveal();
  if (values.size() * kLanes != values_.size()) {
    return of_two_dimensions(values.size(), values_.size() / kLanes);
  }
  // Every lane sums by itself and in the order of the dimensions, so that vector registers
  // change no bit of it.
  std::array<double, kLanes> scores{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double p = values[i];
    const auto row = std::span(values_).subspan(i * kLanes).first<kLanes>();
    for (std::size_t lane = 0; lane < kLanes; ++lane) scores[lane] += p * row[lane];
  }
  const double probe_length = length(values);
  if (probe_length == 0) return without_length();
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    scores[lane] = std::clamp(scores[lane] / (probe_length * lengths_[lane]), -1.0, 1.0);
  }
  return scores;
}

}  // namespace menshen::face
