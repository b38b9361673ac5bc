// Sixteen queries by the tile registers of AMX. `Tiles` is those of the machine, or in tests
// what Intel's manual says that they do.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "gallery/detail/instruction_sets.hpp"

namespace menshen::gallery {

inline constexpr std::size_t kTileRows = 16;
inline constexpr std::size_t kTileRowBytes = 64;
static_assert(kQueries == kTileRows && kLanes * sizeof(std::int32_t) == kTileRowBytes);
static_assert(kRow == kTileRowBytes && kMultiple == kTileRowBytes && kGroup == 4);

// As Kernel::sixteen. A tile of queries is sixteen rows of 64 dimensions, as they stand; a tile
// of references is sixteen rows of a block. TDPBSUD multiplies the first by the second and adds
// to the sums, a row a query. One tile of sums at a time waits for TDPBSUD and is still faster
// than memory.
template <typename Tiles>
[[gnu::always_inline]] inline void sixteen_by_tiles(const std::uint8_t* blocks,
                                                    std::size_t count, std::size_t dimension,
                                                    const std::int8_t* queries,
                                                    std::int32_t* scores) noexcept {
  alignas(kTileRowBytes) std::array<std::array<std::int32_t, kLanes>, kQueries> starts{};
  for (std::size_t k = 0; k < kQueries; ++k) {
    starts[k].fill(correction(queries + k * dimension, dimension));
  }
  Tiles::open();
  for (std::size_t block = 0; block < count; ++block) {
    Tiles::load_sums(starts.data(), kTileRowBytes);
    for (std::size_t d = 0; d < dimension; d += kTileRowBytes) {
      for (std::size_t row = 0; row < kTileRows; ++row) {
        __builtin_prefetch(blocks + row * kRow + kAhead);
      }
      Tiles::load_queries(queries + d, dimension);
      Tiles::load_references(blocks, kRow);
      Tiles::multiply();
      blocks += kTileRows * kRow;
    }
    Tiles::store_sums(scores + block * kLanes, count * kTileRowBytes);
  }
  Tiles::close();
}

}  // namespace menshen::gallery
