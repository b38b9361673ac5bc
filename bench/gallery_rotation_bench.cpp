// What the rotation of a gallery does not protect: who has a stolen index and, of some of its
// people, the embedding that was enrolled (from a photograph, say, with the same model) learns
// the embeddings of the others. Prints for how many known pairs which share of the others comes
// out near enough to the truth to pass for the person.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory_resource>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "gallery/quantize.hpp"
#include "gallery/rotation.hpp"
#include "report.hpp"
#include "synthetic_faces.hpp"

namespace menshen::bench {
namespace {

constexpr std::size_t kDimension = 512;
constexpr std::size_t kVictims = 1000;
constexpr std::size_t kPublicFaces = 4000;  // of anybody, embedded by the attacker
constexpr double kThreshold = 0.411;        // a cosine at which a default model says: the same
constexpr double kNoise = 1e-6;             // variance that int8 adds to an inner product

using Vector = std::vector<double>;
using Rows = std::vector<Vector>;

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// Lower triangle L with L Lᵀ = `matrix`, which is symmetric and positive definite.
Rows cholesky(Rows matrix) {
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double rest = matrix[i][j] - dot(std::span(matrix[i]).first(j), matrix[j]);
      matrix[i][j] = i == j ? std::sqrt(rest) : rest / matrix[j][j];
    }
  }
  return matrix;
}

// x with L Lᵀ x = b.
Vector solve(const Rows& lower, Vector b) {
  for (std::size_t i = 0; i < b.size(); ++i) {
    b[i] = (b[i] - dot(std::span(b).first(i), lower[i])) / lower[i][i];
  }
  for (std::size_t i = b.size(); i-- > 0;) {
    for (std::size_t j = i + 1; j < b.size(); ++j) b[i] -= lower[j][i] * b[j];
    b[i] /= lower[i][i];
  }
  return b;
}

// A reference as the index keeps it.
class Stolen {
 public:
  Stolen() : rotation_(make()) {}

  [[nodiscard]] std::vector<std::int8_t> template_of(std::vector<float> face) const {
    std::vector<float> scratch(kDimension);
    rotation_.apply(face, scratch);
    std::vector<std::int8_t> values(gallery::padded(kDimension));
    gallery::quantize(face, values);
    return values;
  }

 private:
  static gallery::Rotation make() {
    const crypto_openssl::OpensslCrypto crypto;
    auto rotation = gallery::Rotation::make(kDimension, Digest{std::byte{1}}, crypto,
                                            *std::pmr::new_delete_resource());
    if (!rotation) std::abort();
    return *std::move(rotation);
  }

  gallery::Rotation rotation_;
};

double cosine_of(std::span<const std::int8_t> a, std::span<const std::int8_t> b) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return gallery::to_cosine(sum, kDimension);
}

struct Pair {
  Vector face;
  std::vector<std::int8_t> stolen;
};

Pair pair_of(const SyntheticFaces& faces, const Stolen& stolen, std::uint64_t person) {
  auto face = faces.reference(person);
  return {Vector(face.begin(), face.end()), stolen.template_of(std::move(face))};
}

// What is known of faces before any is stolen: their second moments; or nothing, the identity.
Rows moments_of(const SyntheticFaces& faces) {
  Rows moments(kDimension, Vector(kDimension));
  for (std::size_t i = 0; i < kPublicFaces; ++i) {
    const auto face = faces.reference(1'000'000 + i);
    for (std::size_t row = 0; row < kDimension; ++row) {
      for (std::size_t k = 0; k < kDimension; ++k) {
        moments[row][k] += static_cast<double>(face[row]) * face[k] / kPublicFaces;
      }
    }
  }
  return moments;
}

Rows identity() {
  Rows rows(kDimension, Vector(kDimension));
  for (std::size_t i = 0; i < kDimension; ++i) rows[i][i] = 1.0 / kDimension;
  return rows;
}

// The rotation keeps inner products: those of a stolen template with the known ones are those
// of the faces behind them. So each known pair is one linear equation for the face looked for,
// and the likeliest face under the prior is the least-squares solution.
double share_usable(std::span<const Pair> known, std::span<const Pair> victims,
                    const Rows& prior) {
  Rows weighted(known.size(), Vector(kDimension));  // known faces times the prior
  Rows gram(known.size(), Vector(known.size()));
  for (std::size_t i = 0; i < known.size(); ++i) {
    for (std::size_t k = 0; k < kDimension; ++k) weighted[i][k] = dot(known[i].face, prior[k]);
    for (std::size_t j = 0; j <= i; ++j) gram[i][j] = dot(weighted[i], known[j].face);
    gram[i][i] += kNoise;
  }
  const Rows lower = cholesky(std::move(gram));
  std::size_t usable = 0;
  for (const Pair& victim : victims) {
    Vector products;
    for (const Pair& pair : known) products.push_back(cosine_of(pair.stolen, victim.stolen));
    const Vector weights = solve(lower, std::move(products));
    Vector guess(kDimension);
    for (std::size_t i = 0; i < known.size(); ++i) {
      for (std::size_t k = 0; k < kDimension; ++k) guess[k] += weights[i] * weighted[i][k];
    }
    const double cosine = dot(guess, victim.face) / std::sqrt(dot(guess, guess));
    if (cosine >= kThreshold) ++usable;
  }
  return static_cast<double>(usable) / static_cast<double>(victims.size());
}

void run() {
  const SyntheticFaces faces(kDimension, 5);
  const Stolen stolen;
  std::vector<Pair> victims;
  for (std::size_t i = 0; i < kVictims; ++i) victims.push_back(pair_of(faces, stolen, i));
  std::vector<Pair> known;
  const Rows nothing = identity();
  const Rows moments = moments_of(faces);
  for (const std::size_t count : {8U, 16U, 32U, 64U, 128U, 256U, 512U}) {
    while (known.size() < count) {
      known.push_back(pair_of(faces, stolen, kVictims + known.size()));
    }
    report("gallery_rotation", fmt::format("{}_known_pairs", count),
           share_usable(known, victims, nothing), "share usable");
    report("gallery_rotation", fmt::format("{}_known_pairs_and_the_model", count),
           share_usable(known, victims, moments), "share usable");
  }
}

}  // namespace
}  // namespace menshen::bench

int main() {
  menshen::bench::run();
  return 0;
}
