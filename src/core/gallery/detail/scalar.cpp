// What every other kernel must equal.
#include <cstddef>
#include <cstdint>

#include "gallery/detail/instruction_sets.hpp"
#include "gallery/detail/kernel.hpp"

namespace menshen::gallery {
namespace {

void one(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
         const std::int8_t* query, std::int32_t* scores) noexcept {
  for (std::size_t block = 0; block < count; ++block) {
    const std::uint8_t* const values = blocks + block * dimension * kLanes;
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      std::int32_t sum = 0;
      for (std::size_t d = 0; d < dimension; ++d) {
        sum += query[d] * (values[d / kGroup * kRow + lane * kGroup + d % kGroup] - 128);
      }
      scores[block * kLanes + lane] = sum;
    }
  }
}

void sixteen(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
             const std::int8_t* queries, std::int32_t* scores) noexcept {
  for (std::size_t k = 0; k < kQueries; ++k) {
    one(blocks, count, dimension, queries + k * dimension, scores + k * count * kLanes);
  }
}

}  // namespace

Kernel scalar_kernel() noexcept { return {"scalar", one, sixteen}; }

}  // namespace menshen::gallery
