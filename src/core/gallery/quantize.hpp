// Embeddings as int8, for the search: a quarter of the bytes, and integers, which come out the
// same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace menshen::gallery {

// The dimension as the kernels want it.
[[nodiscard]] std::size_t padded(std::size_t dimension) noexcept;

// What a value of an embedding of `dimension` is multiplied by. One scale for every value of
// every embedding, so that an inner product of int8 is one of float32 times its square.
//
// 127 stands for 4 / sqrt(dimension), at most 1. After a rotation a value is normal with the
// deviation 1 / sqrt(dimension), so one in 16,000 is cut off; a wider range makes the steps
// coarser, a narrower one cuts more. The root mean square error of a score is that of rounding,
// 4 / 127 / sqrt(6 * dimension), and up to a fifth more by what is cut off: 0.0006 at 512
// dimensions (measured in tests/quantize_test.cpp).
[[nodiscard]] double scale_of(std::size_t dimension) noexcept;

// Rounds `values`, a unit vector after its rotation, float32[dimension], to -127..127, and
// pads with zeros. `out` is int8[padded(dimension)].
void quantize(std::span<const float> values, std::span<std::int8_t> out) noexcept;

// The cosine that an inner product of two quantized vectors stands for; an error as above.
[[nodiscard]] double to_cosine(std::int32_t score, std::size_t dimension) noexcept;

}  // namespace menshen::gallery
