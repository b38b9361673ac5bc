// Embeddings of people who do not exist, by a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace menshen::bench {

// Normal values whose variance falls with their number k as 1 / (1 + k / c), scaled to length
// 1: few directions carry most of a face, as with trained embedders. With c an eighth of the
// dimension, two strangers' cosine has a deviation of 0.054 at 512 dimensions.
// Same seed, same values.
class SyntheticFaces {
 public:
  SyntheticFaces(std::size_t dimension, std::uint64_t seed);

  [[nodiscard]] std::size_t dimension() const noexcept { return deviations_.size(); }

  // The reference of a person.
  [[nodiscard]] std::vector<float> reference(std::uint64_t person) const;

  // Another photograph of the person: cosine 0.6 to 0.8 with the reference, drawn evenly.
  [[nodiscard]] std::vector<float> mated_probe(std::uint64_t person) const;

 private:
  std::vector<float> deviations_;
  std::uint64_t seed_;
};

[[nodiscard]] double inner_product(std::span<const float> a, std::span<const float> b);

}  // namespace menshen::bench
