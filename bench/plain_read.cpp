#include "plain_read.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace menshen::bench {
namespace {

constexpr std::size_t kAhead = 8192;
constexpr std::size_t kLine = 64;
constexpr std::size_t kStep = 4 * kLine;

// Vectors of the compiler's own kind. They may alias any bytes.
using Wide [[gnu::vector_size(64), gnu::may_alias]] = std::uint64_t;
using Middle [[gnu::vector_size(32), gnu::may_alias]] = std::uint64_t;
using Narrow [[gnu::vector_size(16), gnu::may_alias]] = std::uint64_t;

template <typename Lanes>
[[gnu::always_inline]] inline std::uint64_t combine(std::span<const std::byte> bytes) {
  constexpr std::size_t kLoads = kStep / sizeof(Lanes);
  Lanes words[kLoads] = {};  // NOLINT(*-avoid-c-arrays): templates drop the width
  for (const std::byte* at = bytes.data(); at != bytes.data() + bytes.size(); at += kStep) {
#pragma GCC unroll 4
    for (std::size_t line = 0; line < kStep; line += kLine)
      __builtin_prefetch(at + line + kAhead);
#pragma GCC unroll 16
    for (std::size_t k = 0; k < kLoads; ++k) {
      words[k] ^= *reinterpret_cast<const Lanes*>(at + k * sizeof(Lanes));
    }
  }
  std::uint64_t all = 0;
  for (const Lanes& lanes : words) {
    for (std::size_t i = 0; i < sizeof(Lanes) / sizeof all; ++i) all ^= lanes[i];
  }
  return all;
}

#if defined(__x86_64__)
[[gnu::target("avx512f")]] std::uint64_t read_wide(std::span<const std::byte> bytes) {
  return combine<Wide>(bytes);
}
[[gnu::target("avx2")]] std::uint64_t read_middle(std::span<const std::byte> bytes) {
  return combine<Middle>(bytes);
}
#endif

}  // namespace

std::uint64_t plain_read(std::span<const std::byte> bytes) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return read_wide(bytes);
  if (__builtin_cpu_supports("avx2")) return read_middle(bytes);
#endif
  return combine<Narrow>(bytes);
}

}  // namespace menshen::bench
