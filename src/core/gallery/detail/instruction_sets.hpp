// The kernels by instruction set: null where this program was not built for the set, or this
// machine does not run it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>

#include "gallery/detail/kernel.hpp"

namespace menshen::gallery {

[[nodiscard]] Kernel scalar_kernel() noexcept;
[[nodiscard]] std::optional<Kernel> avx2_kernel() noexcept;
[[nodiscard]] std::optional<Kernel> avx512_vnni_kernel() noexcept;
[[nodiscard]] std::optional<Kernel> amx_kernel() noexcept;
[[nodiscard]] std::optional<Kernel> neon_kernel() noexcept;

inline constexpr std::size_t kRow =
    kLanes * kGroup;  // bytes of a block that are loaded at once

// How far ahead of what is multiplied memory is asked for. Less hides less of its latency, more
// is not held by the first cache.
inline constexpr std::size_t kAhead = 8192;

// Added to a sum over value + 128, it gives the sum over the values.
[[nodiscard]] inline std::int32_t correction(const std::int8_t* query,
                                             std::size_t dimension) noexcept {
  return -128 * std::accumulate(query, query + dimension, 0);
}

}  // namespace menshen::gallery
