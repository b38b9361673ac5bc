// Bits of a word, one by one and as numbers side by side.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace menshen::policy {

// Calls `visit` with the position of each bit, from the lowest on.
template <typename Visit>
[[gnu::always_inline]] inline void for_each_bit(std::uint64_t word, Visit visit) {
  for (; word != 0; word &= word - 1) {
    visit(static_cast<std::size_t>(std::countr_zero(word)));
  }
}

// By the lowest bits of a word: those bits as numbers 0 and 1 that lie side by side in
// memory, in the order of the bits. Such words can be added and multiplied by small numbers.
template <typename Number>
inline constexpr auto kSpread = [] {
  constexpr std::size_t kNumbers = sizeof(std::uint64_t) / sizeof(Number);
  std::array<std::uint64_t, std::size_t{1} << kNumbers> spread{};
  for (std::size_t bits = 0; bits < spread.size(); ++bits) {
    std::array<Number, kNumbers> numbers{};
    for (std::size_t i = 0; i < kNumbers; ++i) numbers[i] = bits >> i & 1U;
    spread[bits] = std::bit_cast<std::uint64_t>(numbers);
  }
  return spread;
}();

// The inverse: bytes 0 and 1 as bits, in their order.
template <std::size_t Count>
[[nodiscard]] std::uint64_t packed(const std::uint8_t* bytes) {
  static_assert(std::endian::native == std::endian::little && Count % 8 == 0 && Count <= 64);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < Count; i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes + i, sizeof eight);
    // Each byte lands in the highest one, shifted by its place; nothing is carried.
    bits |= (eight * 0x0102'0408'1020'4080U >> 56U) << i;
  }
  return bits;
}

}  // namespace menshen::policy
