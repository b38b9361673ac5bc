#include "synthetic_faces.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

namespace menshen::bench {
namespace {

// The generator of Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E37'79B9'7F4A'7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D0'49BB'1331'11EBU;
    return z ^ (z >> 31U);
  }

  // The sum of four even draws is near enough to normal; mean 0, deviation 1.
  float normal() {
    const std::uint64_t z = next();
    const auto sum = static_cast<std::int64_t>((z & 0xFFFFU) + ((z >> 16U) & 0xFFFFU) +
                                               ((z >> 32U) & 0xFFFFU) + (z >> 48U));
    return static_cast<float>(sum - 2 * 0xFFFF) * (std::numbers::sqrt3_v<float> / 0x10000);
  }

  float between(float low, float high) {
    return low + (high - low) * static_cast<float>(next() >> 40U) / 0x1000000;
  }

 private:
  std::uint64_t state_;
};

// Of one photograph of one person.
Random random_of(std::uint64_t seed, std::uint64_t person, std::uint64_t photograph) {
  return Random(Random(Random(seed).next() ^ person).next() ^ photograph);
}

void scale_to_unit(std::vector<float>& values) {
  const auto length = static_cast<float>(std::sqrt(inner_product(values, values)));
  for (float& value : values) value /= length;
}

std::vector<float> draw(const std::vector<float>& deviations, Random& random) {
  std::vector<float> values;
  values.reserve(deviations.size());
  for (const float deviation : deviations) values.push_back(deviation * random.normal());
  scale_to_unit(values);
  return values;
}

}  // namespace

double inner_product(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

SyntheticFaces::SyntheticFaces(std::size_t dimension, std::uint64_t seed) : seed_(seed) {
  const double scale = static_cast<double>(dimension) / 8;
  for (std::size_t k = 0; k < dimension; ++k) {
    deviations_.push_back(
        static_cast<float>(1 / std::sqrt(1 + static_cast<double>(k) / scale)));
  }
}

std::vector<float> SyntheticFaces::reference(std::uint64_t person) const {
  Random random = random_of(seed_, person, 0);
  return draw(deviations_, random);
}

std::vector<float> SyntheticFaces::mated_probe(std::uint64_t person) const {
  const std::vector<float> face = reference(person);
  Random random = random_of(seed_, person, 1);
  std::vector<float> other = draw(deviations_, random);
  const auto shared = static_cast<float>(inner_product(face, other));
  for (std::size_t i = 0; i < face.size(); ++i) other[i] -= shared * face[i];
  scale_to_unit(other);
  const float cosine = random.between(0.6F, 0.8F);
  const float sine = std::sqrt(1 - cosine * cosine);
  for (std::size_t i = 0; i < face.size(); ++i) other[i] = cosine * face[i] + sine * other[i];
  return other;
}

}  // namespace menshen::bench
