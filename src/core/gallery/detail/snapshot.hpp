// What one search reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "gallery/detail/chunk.hpp"
#include "gallery/detail/generations.hpp"

namespace menshen::gallery {

using Chunks = std::vector<std::shared_ptr<const Chunk>>;

// What the searches that begin now read.
struct Snapshot {
  Snapshot(Generations& all, Chunks its_chunks, bool frozen)
      : generations(all),
        generation(all.begin()),
        chunks(std::move(its_chunks)),
        is_frozen(frozen) {}
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  Snapshot(Snapshot&&) = delete;
  Snapshot& operator=(Snapshot&&) = delete;
  ~Snapshot() {
    chunks.clear();  // before it counts as ended: whoever waits finds its bytes wiped
    generations.end(generation);
  }

  [[nodiscard]] std::size_t size() const {
    if (chunks.empty()) return 0;
    return ((chunks.size() - 1) * Chunk::kPlaces) + chunks.back()->size();
  }

  Generations& generations;
  std::uint64_t generation;
  Chunks chunks;  // all but the last are full
  bool is_frozen;
};

}  // namespace menshen::gallery
