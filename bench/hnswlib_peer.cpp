// Compiled for AVX-512 where there is such a thing: hnswlib chooses its arithmetic when it is
// compiled.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <hnswlib/hnswlib.h>

#include "search_peers.hpp"

namespace menshen::bench {
namespace {

constexpr std::size_t kNeighbours = 16;     // hnswlib's own default
constexpr std::size_t kConstruction = 100;  // looked at for each vector added

class Graph final : public GraphPeer {
 public:
  Graph(std::size_t dimension, std::size_t count)
      : dimension_(dimension),
        space_(dimension),
        graph_(&space_, count, kNeighbours, kConstruction) {}

  [[nodiscard]] std::string name() const override {
    return "hnswlib 0.6.2, M 16, ef_construction 100, ef " + std::to_string(visited_);
  }
  void add(std::span<const float> vectors) override {
    for (; !vectors.empty(); vectors = vectors.subspan(dimension_)) {
      graph_.addPoint(vectors.data(), size_++);
    }
  }
  [[nodiscard]] std::vector<std::size_t> nearest(std::span<const float> queries) override {
    std::vector<std::size_t> all;
    for (; !queries.empty(); queries = queries.subspan(dimension_)) {
      all.push_back(graph_.searchKnn(queries.data(), 1).top().second);
    }
    return all;
  }
  void visit(std::size_t count) override {
    visited_ = count;
    graph_.setEf(count);
  }

 private:
  std::size_t dimension_;
  std::size_t size_ = 0;
  std::size_t visited_ = 10;
  hnswlib::InnerProductSpace space_;
  hnswlib::HierarchicalNSW<float> graph_;
};

}  // namespace

std::unique_ptr<GraphPeer> hnswlib_graph(std::size_t dimension, std::size_t count) {
#if defined(__x86_64__)
  if (!__builtin_cpu_supports("avx512f")) return nullptr;
#endif
  return std::make_unique<Graph>(dimension, count);
}

}  // namespace menshen::bench
