// A secret change of axes for the references of one gallery: inner products stay, coordinates
// mean nothing without the key. It is no encryption: see docs/adr/0021.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::gallery {

// Three rounds, each a permutation, signs, and the normalised Walsh-Hadamard transform; of a
// dimension that is no power of two, two overlapping windows of the greatest power of two
// below it. Every step is orthogonal, so the whole is. O(d log d).
//
// Source: Ailon, Chazelle, "The Fast Johnson-Lindenstrauss Transform", SIAM J. Comput. 39
// (2009); three rounds as in Andoni et al., "Practical and Optimal LSH for Angular Distance",
// NIPS 2015.
//
// Immutable; safe to use from several threads at once.
class Rotation {
 public:
  // Signs and permutations are drawn from HMAC-SHA-256 of a counter (8 bytes, little-endian)
  // under `key`, and kept in `memory`. `key` is the caller's to wipe. Errors: exhausted.
  //   dimension  1..face::Embedding::kDimensionMax
  [[nodiscard]] static Result<Rotation> make(std::size_t dimension, const Digest& key,
                                             const Crypto& crypto,
                                             std::pmr::memory_resource& memory);

  [[nodiscard]] std::size_t dimension() const noexcept { return dimension_; }

  // Rotates `values` in place. Both are float32[dimension]; `scratch` is the caller's to wipe.
  void apply(std::span<float> values, std::span<float> scratch) const noexcept;

 private:
  Rotation(std::size_t dimension, Secret steps)
      : dimension_(dimension), steps_(std::move(steps)) {}

  std::size_t dimension_;
  Secret steps_;  // uint16[rounds][dimension]: where the value comes from, and its sign
};

}  // namespace menshen::gallery
