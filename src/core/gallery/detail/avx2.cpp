// Bytes are widened to 16 bits and multiplied by VPMADDWD, whose sums have 32 bits: VPMADDUBSW
// would saturate.
#include <optional>

#include "gallery/detail/instruction_sets.hpp"
#include "gallery/detail/kernel.hpp"

#if defined(__x86_64__)

#include <array>
#include <cstddef>
#include <cstdint>

#include <immintrin.h>

#define MENSHEN_AVX2 [[gnu::target("avx2")]]

// Intrinsics are what this file is for, and they take pointers to vectors.
// NOLINTBEGIN(portability-simd-intrinsics,cppcoreguidelines-pro-type-reinterpret-cast)

namespace menshen::gallery {
namespace {

constexpr std::size_t kAtOnce = 4;  // queries whose sums of one row fit the registers
constexpr std::size_t kMostGroups = kMostDimensions / kGroup;

// Four values of a query as VPMADDWD wants them, in 16 bits: the first and third, the second
// and fourth; for so the bytes of references come out of one mask and one shift.
struct Pairs {
  std::int32_t even;
  std::int32_t odd;
};

std::int32_t pair(std::int8_t low, std::int8_t high) noexcept {
  return high * 0x10000 + static_cast<std::uint16_t>(low);
}

void write_pairs(const std::int8_t* query, std::size_t dimension, Pairs* pairs) noexcept {
  for (const std::int8_t* four = query; four != query + dimension; four += kGroup) {
    *pairs++ = {pair(four[0], four[2]), pair(four[1], four[3])};
  }
}

// The sums of one block for `kCount` queries.
//   pairs   Pairs[kCount][dimension / 4]
//   starts  int32[kCount]
//   scores  int32[kCount][16], `stride` apart
template <std::size_t kCount>
MENSHEN_AVX2 void add_up(const std::uint8_t* block, std::size_t dimension, const Pairs* pairs,
                         const std::int32_t* starts, std::int32_t* scores,
                         std::size_t stride) noexcept {
  const std::size_t groups = dimension / kGroup;
  const __m256i mask = _mm256_set1_epi16(0xFF);
  __m256i sums[kCount][2];  // NOLINT(*-avoid-c-arrays): templates drop the alignment
#pragma GCC unroll 4
  for (std::size_t k = 0; k < kCount; ++k) {
    sums[k][0] = sums[k][1] = _mm256_set1_epi32(starts[k]);
  }
  for (std::size_t group = 0; group < groups; ++group) {
    __builtin_prefetch(block + kAhead);
#pragma GCC unroll 2
    for (std::size_t half = 0; half < 2; ++half) {
      const auto* const from = reinterpret_cast<const __m256i*>(block + half * kRow / 2);
      const __m256i bytes = _mm256_load_si256(from);
      const __m256i even = _mm256_and_si256(bytes, mask);
      const __m256i odd = _mm256_srli_epi16(bytes, 8);
#pragma GCC unroll 4
      for (std::size_t k = 0; k < kCount; ++k) {
        const Pairs& query = pairs[k * groups + group];
        const __m256i evens = _mm256_madd_epi16(even, _mm256_set1_epi32(query.even));
        const __m256i odds = _mm256_madd_epi16(odd, _mm256_set1_epi32(query.odd));
        sums[k][half] = _mm256_add_epi32(sums[k][half], _mm256_add_epi32(evens, odds));
      }
    }
    block += kRow;
  }
#pragma GCC unroll 4
  for (std::size_t k = 0; k < kCount; ++k) {
    auto* const to = reinterpret_cast<__m256i*>(scores + k * stride);
    _mm256_storeu_si256(to, sums[k][0]);
    _mm256_storeu_si256(to + 1, sums[k][1]);
  }
}

MENSHEN_AVX2 void one(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
                      const std::int8_t* query, std::int32_t* scores) noexcept {
  std::array<Pairs, kMostGroups> pairs;  // NOLINT(*-member-init): written before it is read
  write_pairs(query, dimension, pairs.data());
  const std::int32_t start = correction(query, dimension);
  for (std::size_t block = 0; block < count; ++block) {
    add_up<1>(blocks + block * dimension * kLanes, dimension, pairs.data(), &start,
              scores + block * kLanes, 0);
  }
}

// A block stays in the first cache while the queries pass over it, four at once.
MENSHEN_AVX2 void sixteen(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
                          const std::int8_t* queries, std::int32_t* scores) noexcept {
  std::array<Pairs, kQueries * kMostGroups> pairs;  // NOLINT(*-member-init): as above
  std::array<std::int32_t, kQueries> starts{};
  const std::size_t groups = dimension / kGroup;
  for (std::size_t k = 0; k < kQueries; ++k) {
    write_pairs(queries + k * dimension, dimension, pairs.data() + k * groups);
    starts[k] = correction(queries + k * dimension, dimension);
  }
  for (std::size_t block = 0; block < count; ++block) {
    for (std::size_t k = 0; k < kQueries; k += kAtOnce) {
      add_up<kAtOnce>(blocks + block * dimension * kLanes, dimension, pairs.data() + k * groups,
                      starts.data() + k, scores + (k * count + block) * kLanes, count * kLanes);
    }
  }
}

}  // namespace

std::optional<Kernel> avx2_kernel() noexcept {
  if (!__builtin_cpu_supports("avx2")) return {};
  return Kernel{"avx2", one, sixteen};
}

}  // namespace menshen::gallery

// NOLINTEND(portability-simd-intrinsics,cppcoreguidelines-pro-type-reinterpret-cast)

#else

namespace menshen::gallery {

std::optional<Kernel> avx2_kernel() noexcept { return {}; }

}  // namespace menshen::gallery

#endif
