// VPDPBUSD: four products of unsigned by signed bytes are added to each of sixteen lanes, all
// in 32 bits, so nothing saturates.
#include <optional>

#include "gallery/detail/instruction_sets.hpp"
#include "gallery/detail/kernel.hpp"

#if defined(__x86_64__)

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <immintrin.h>

#define MENSHEN_AVX512_VNNI [[gnu::target("avx512f,avx512vnni")]]

// NOLINTBEGIN(portability-simd-intrinsics): they are what this file is for

namespace menshen::gallery {
namespace {

constexpr std::size_t kChains = 4;  // sums apart, so that no VPDPBUSD waits for the one before

std::int32_t word(const std::int8_t* bytes) noexcept {
  std::int32_t four = 0;
  std::memcpy(&four, bytes, sizeof four);
  return four;
}

MENSHEN_AVX512_VNNI void one(const std::uint8_t* blocks, std::size_t count,
                             std::size_t dimension, const std::int8_t* query,
                             std::int32_t* scores) noexcept {
  const __m512i start = _mm512_set1_epi32(correction(query, dimension));
  for (std::size_t block = 0; block < count; ++block) {
    // NOLINTNEXTLINE(*-avoid-c-arrays): templates drop the alignment
    __m512i sums[kChains] = {start};
    for (std::size_t d = 0; d < dimension; d += kChains * kGroup) {
#pragma GCC unroll 4
      for (std::size_t k = 0; k < kChains; ++k) {
        __builtin_prefetch(blocks + kAhead);
        sums[k] = _mm512_dpbusd_epi32(sums[k], _mm512_load_si512(blocks),
                                      _mm512_set1_epi32(word(query + d + k * kGroup)));
        blocks += kRow;
      }
    }
    const __m512i sum = _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]),
                                         _mm512_add_epi32(sums[2], sums[3]));
    _mm512_storeu_si512(scores + block * kLanes, sum);
  }
}

// One load feeds all queries, whose sums stay in registers for the whole of a block.
MENSHEN_AVX512_VNNI void sixteen(const std::uint8_t* blocks, std::size_t count,
                                 std::size_t dimension, const std::int8_t* queries,
                                 std::int32_t* scores) noexcept {
  // The queries' fours, side by side: [dimension / 4][query]. All that is read is written.
  // NOLINTNEXTLINE(*-member-init)
  std::array<std::int32_t, kMostDimensions / kGroup * kQueries> words;
  std::array<std::int32_t, kQueries> starts{};
  for (std::size_t k = 0; k < kQueries; ++k) {
    const std::int8_t* const query = queries + k * dimension;
    starts[k] = correction(query, dimension);
    for (std::size_t d = 0; d < dimension; d += kGroup) {
      words[d / kGroup * kQueries + k] = word(query + d);
    }
  }
  for (std::size_t block = 0; block < count; ++block) {
    __m512i sums[kQueries];  // NOLINT(*-avoid-c-arrays): as above
#pragma GCC unroll 16
    for (std::size_t k = 0; k < kQueries; ++k) sums[k] = _mm512_set1_epi32(starts[k]);
    const std::int32_t* four = words.data();
    for (std::size_t d = 0; d < dimension; d += kGroup) {
      __builtin_prefetch(blocks + kAhead);
      const __m512i row = _mm512_load_si512(blocks);
#pragma GCC unroll 16
      for (std::size_t k = 0; k < kQueries; ++k) {
        sums[k] = _mm512_dpbusd_epi32(sums[k], row, _mm512_set1_epi32(four[k]));
      }
      blocks += kRow;
      four += kQueries;
    }
#pragma GCC unroll 16
    for (std::size_t k = 0; k < kQueries; ++k) {
      _mm512_storeu_si512(scores + (k * count + block) * kLanes, sums[k]);
    }
  }
}

}  // namespace

std::optional<Kernel> avx512_vnni_kernel() noexcept {
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512vnni")) return {};
  return Kernel{"avx512_vnni", one, sixteen};
}

}  // namespace menshen::gallery

// NOLINTEND(portability-simd-intrinsics)

#else

namespace menshen::gallery {

std::optional<Kernel> avx512_vnni_kernel() noexcept { return {}; }

}  // namespace menshen::gallery

#endif
