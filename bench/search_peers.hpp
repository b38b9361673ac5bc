// Libraries that find the nearest vectors, as the gallery's benchmark uses them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace menshen::bench {

// Starts the program again with what peers read when they are loaded: one thread, and the
// kernels of OpenBLAS for AVX-512, which version 0.3.21 does not choose by itself on processors
// newer than it. Does nothing the second time.
void start_again_for_peers(char** argv);

// On one thread; vectors are float32[dimension], scored by inner product, and known by the
// order in which they were added.
class SearchPeer {
 public:
  SearchPeer() = default;
  SearchPeer(const SearchPeer&) = delete;
  SearchPeer& operator=(const SearchPeer&) = delete;
  SearchPeer(SearchPeer&&) = delete;
  SearchPeer& operator=(SearchPeer&&) = delete;
  virtual ~SearchPeer() = default;

  [[nodiscard]] virtual std::string name() const = 0;
  virtual void add(std::span<const float> vectors) = 0;
  // The nearest of each query.
  [[nodiscard]] virtual std::vector<std::size_t> nearest(std::span<const float> queries) = 0;
};

// All vectors as float32. Few queries go through its own loop, many through BLAS; `blas_from`
// says from how many on.
class FlatPeer : public SearchPeer {
 public:
  virtual void use_blas_from(int queries) = 0;
  [[nodiscard]] virtual std::span<const float> vector(std::size_t number) const = 0;
};
[[nodiscard]] std::unique_ptr<FlatPeer> faiss_flat(std::size_t dimension);

// All vectors as a byte a dimension, scaled by the range that the first ones added have.
[[nodiscard]] std::unique_ptr<SearchPeer> faiss_scalar_quantizer(std::size_t dimension);

// A graph of neighbours: not exact. `visit` says how many it looks at; more find more. Null on
// an x86 machine without AVX-512.
class GraphPeer : public SearchPeer {
 public:
  virtual void visit(std::size_t count) = 0;
};
[[nodiscard]] std::unique_ptr<GraphPeer> hnswlib_graph(std::size_t dimension,
                                                       std::size_t count);

}  // namespace menshen::bench
