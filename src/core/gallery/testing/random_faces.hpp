// Embeddings in random directions, the same ones for the same seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "face/embedding.hpp"

namespace menshen::gallery {

inline face::Embedding random_face(std::size_t dimension, std::uint64_t seed) {
  std::mt19937_64 random(seed);  // NOLINT: the same faces each time
  std::normal_distribution<float> normal;
  std::vector<float> values(dimension);
  for (float& value : values) value = normal(random);
  return face::Embedding::make(values).value();
}

// Of the same person as `random_face(dimension, seed)`: a cosine of about 1 / sqrt(1 + noise²).
inline face::Embedding another_of(std::size_t dimension, std::uint64_t seed, float noise) {
  const auto face = random_face(dimension, seed);
  const auto other = random_face(dimension, seed + 1'000'003);
  std::vector<float> values(dimension);
  for (std::size_t i = 0; i < dimension; ++i) {
    values[i] = face.reveal()[i] + (noise * other.reveal()[i]);
  }
  return face::Embedding::make(values).value();
}

}  // namespace menshen::gallery
