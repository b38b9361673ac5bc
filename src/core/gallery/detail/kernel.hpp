// Inner products of int8 vectors, as fast as this machine can read them: of one query with many
// references, or of sixteen queries at once. Every kernel gives the same integers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace menshen::gallery {

inline constexpr std::size_t kLanes = 16;     // references side by side in a block
inline constexpr std::size_t kGroup = 4;      // neighbouring dimensions that stand together
inline constexpr std::size_t kMultiple = 64;  // dimensions are padded to a multiple, with zeros
inline constexpr std::size_t kQueries = 16;   // in a batch

// As face::Embedding has; kernels keep queries on the stack, in another order.
inline constexpr std::size_t kMostDimensions = 4096;

// A block holds sixteen references, `dimension` bytes each:
//
//   byte [dimension / 4][lane][4]  =  value + 128, unsigned
//
// so one load of 64 bytes is four dimensions of all sixteen, which is what VPDPBUSD multiplies
// and a row of the second tile of TDPBSUD. A lane without a reference holds 128: zero. Blocks
// stand one behind another, aligned to 64 bytes. Values are -127..127; `dimension` is a
// multiple of kMultiple up to kMostDimensions. Kernels keep nothing: any number of threads may
// run them.
struct Kernel {
  std::string_view name;  // scalar, avx2, avx512_vnni, amx, neon

  //   query   int8[dimension], -127..127, aligned to 64 bytes
  //   scores  int32[count * kLanes]: Σ query[d] · reference[d], exact
  void (*one)(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
              const std::int8_t* query, std::int32_t* scores) noexcept;

  //   queries  int8[kQueries][dimension]
  //   scores   int32[kQueries][count * kLanes]
  void (*sixteen)(const std::uint8_t* blocks, std::size_t count, std::size_t dimension,
                  const std::int8_t* queries, std::int32_t* scores) noexcept;
};

// Those that this machine can run, the slowest first; `scalar` is always there. The first call
// asks the operating system for the tile registers, where there are any. Thread-safe.
[[nodiscard]] std::span<const Kernel> kernels() noexcept;

}  // namespace menshen::gallery
