#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <faiss/IndexFlat.h>
#include <faiss/IndexScalarQuantizer.h>
#include <faiss/utils/distances.h>
#include <unistd.h>

#include "search_peers.hpp"

namespace menshen::bench {
namespace {

std::vector<std::size_t> nearest_by(const faiss::Index& index, std::span<const float> queries) {
  const auto count = static_cast<faiss::Index::idx_t>(queries.size()) / index.d;
  std::vector<float> scores(static_cast<std::size_t>(count));
  std::vector<faiss::Index::idx_t> found(static_cast<std::size_t>(count));
  index.search(count, queries.data(), 1, scores.data(), found.data());
  return {found.begin(), found.end()};
}

class Flat final : public FlatPeer {
 public:
  explicit Flat(std::size_t dimension) : index_(static_cast<faiss::Index::idx_t>(dimension)) {}

  [[nodiscard]] std::string name() const override { return "FAISS 1.7.3 IndexFlatIP"; }
  void add(std::span<const float> vectors) override {
    index_.add(static_cast<faiss::Index::idx_t>(vectors.size()) / index_.d, vectors.data());
  }
  [[nodiscard]] std::vector<std::size_t> nearest(std::span<const float> queries) override {
    return nearest_by(index_, queries);
  }
  void use_blas_from(int queries) override { faiss::distance_compute_blas_threshold = queries; }
  [[nodiscard]] std::span<const float> vector(std::size_t number) const override {
    const auto dimension = static_cast<std::size_t>(index_.d);
    return {index_.get_xb() + number * dimension, dimension};
  }

 private:
  faiss::IndexFlatIP index_;
};

class ScalarQuantizer final : public SearchPeer {
 public:
  explicit ScalarQuantizer(std::size_t dimension)
      : index_(static_cast<int>(dimension), faiss::ScalarQuantizer::QT_8bit,
               faiss::METRIC_INNER_PRODUCT) {}

  [[nodiscard]] std::string name() const override {
    return "FAISS 1.7.3 IndexScalarQuantizer, 8 bits";
  }
  void add(std::span<const float> vectors) override {
    const auto count = static_cast<faiss::Index::idx_t>(vectors.size()) / index_.d;
    if (!index_.is_trained) index_.train(count, vectors.data());
    index_.add(count, vectors.data());
  }
  [[nodiscard]] std::vector<std::size_t> nearest(std::span<const float> queries) override {
    return nearest_by(index_, queries);
  }

 private:
  faiss::IndexScalarQuantizer index_;
};

}  // namespace

void start_again_for_peers(char** argv) {
  if (std::getenv("OPENBLAS_CORETYPE") != nullptr) return;
#if defined(__x86_64__)
  const bool is_wide = __builtin_cpu_supports("avx512f") != 0;
#else
  const bool is_wide = false;
#endif
  setenv("OPENBLAS_CORETYPE", is_wide ? "SkylakeX" : "", 1);
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  setenv("OMP_NUM_THREADS", "1", 1);
  execv("/proc/self/exe", argv);
}

std::unique_ptr<FlatPeer> faiss_flat(std::size_t dimension) {
  return std::make_unique<Flat>(dimension);
}

std::unique_ptr<SearchPeer> faiss_scalar_quantizer(std::size_t dimension) {
  return std::make_unique<ScalarQuantizer>(dimension);
}

}  // namespace menshen::bench
