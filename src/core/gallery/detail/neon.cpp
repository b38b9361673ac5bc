// Every AArch64 machine has these: products in 16 bits, added in pairs to sums in 32 bits.
#include <optional>

#include "gallery/detail/instruction_sets.hpp"
#include "gallery/detail/kernel.hpp"

#if defined(__aarch64__)

#include <cstddef>
#include <cstdint>
#include <cstring>

#include <arm_neon.h>

namespace menshen::gallery {
namespace {

constexpr std::size_t kQuarters = 4;  // of a row: four lanes each

// The sums of one block. A product is at most 127 · 128, which 16 bits hold.
void add_up(const std::uint8_t* block, std::size_t dimension, const std::int8_t* query,
            std::int32_t* scores) noexcept {
  int32x4_t sums[kQuarters][2] = {};  // NOLINT(*-avoid-c-arrays): templates drop the alignment
  const uint8x16_t flip = vdupq_n_u8(0x80);  // value + 128, unsigned, to value, signed
  for (const std::int8_t* end = query + dimension; query != end; query += kGroup) {
    __builtin_prefetch(block + kAhead);
    std::int32_t word = 0;
    std::memcpy(&word, query, sizeof word);
    const int8x16_t four = vreinterpretq_s8_s32(vdupq_n_s32(word));
#pragma GCC unroll 4
    for (std::size_t k = 0; k < kQuarters; ++k) {
      const int8x16_t values = vreinterpretq_s8_u8(veorq_u8(vld1q_u8(block + k * 16), flip));
      const int16x8_t low = vmull_s8(vget_low_s8(values), vget_low_s8(four));
      sums[k][0] = vpadalq_s16(sums[k][0], low);
      sums[k][1] = vpadalq_s16(sums[k][1], vmull_high_s8(values, four));
    }
    block += kRow;
  }
#pragma GCC unroll 4
  for (std::size_t k = 0; k < kQuarters; ++k) {
    vst1q_s32(scores + k * 4, vpaddq_s32(sums[k][0], sums[k][1]));
  }
}

void one(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
         const std::int8_t* query, std::int32_t* scores) noexcept {
  for (std::size_t block = 0; block < count; ++block) {
    add_up(blocks + block * dimension * kLanes, dimension, query, scores + block * kLanes);
  }
}

void sixteen(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
             const std::int8_t* queries, std::int32_t* scores) noexcept {
  for (std::size_t block = 0; block < count; ++block) {
    for (std::size_t k = 0; k < kQueries; ++k) {
      add_up(blocks + block * dimension * kLanes, dimension, queries + k * dimension,
             scores + (k * count + block) * kLanes);
    }
  }
}

}  // namespace

std::optional<Kernel> neon_kernel() noexcept { return Kernel{"neon", one, sixteen}; }

}  // namespace menshen::gallery

#else

namespace menshen::gallery {

std::optional<Kernel> neon_kernel() noexcept { return {}; }

}  // namespace menshen::gallery

#endif
