#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "journal/detail/crc32c_by_tables.hpp"
#include "journal/journal.hpp"

namespace menshen::journal {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78;  // reversed, as bits come least first
constexpr std::size_t kSlices = 8;                 // bytes a step

using Tables = std::array<std::array<std::uint32_t, 256>, kSlices>;

// kTables[k][b]: what the byte `b` does to the sum when k more bytes of the step follow it.
constexpr Tables make_tables() {
  Tables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t sum = byte;
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) != 0 ? kPolynomial : 0);
    tables[0][byte] = sum;
  }
  for (std::size_t k = 1; k < kSlices; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8U) ^ tables[0][before & 0xFFU];
    }
  }
  return tables;
}

constexpr Tables kTables = make_tables();

#if defined(__x86_64__)
// The processor has the polynomial (SSE 4.2): eight bytes an instruction.
[[gnu::target("sse4.2")]] [[nodiscard]] std::uint32_t by_instruction(
    std::span<const std::byte> bytes) noexcept {
  std::uint64_t sum = ~std::uint32_t{0};
  for (; bytes.size() >= sizeof(std::uint64_t); bytes = bytes.subspan(sizeof(std::uint64_t))) {
    std::uint64_t step = 0;
    std::memcpy(&step, bytes.data(), sizeof step);
    sum = _mm_crc32_u64(sum, step);
  }
  auto low = static_cast<std::uint32_t>(sum);
  for (const std::byte byte : bytes) {
    low = _mm_crc32_u8(low, std::to_integer<std::uint8_t>(byte));
  }
  return ~low;
}
#endif

}  // namespace

std::uint32_t crc32c_by_tables(std::span<const std::byte> bytes) noexcept {
  static_assert(std::endian::native == std::endian::little);
  std::uint32_t sum = ~0U;
  while (bytes.size() >= kSlices) {
    std::array<std::uint8_t, kSlices> step{};
    std::memcpy(step.data(), bytes.data(), kSlices);
    std::uint32_t head = 0;
    std::memcpy(&head, step.data(), sizeof head);
    head ^= sum;
    sum = 0;
    for (std::size_t k = 0; k < 4; ++k) sum ^= kTables[7 - k][(head >> (8 * k)) & 0xFFU];
    for (std::size_t k = 4; k < kSlices; ++k) sum ^= kTables[7 - k][step[k]];
    bytes = bytes.subspan(kSlices);
  }
  for (const std::byte byte : bytes) {
    sum = (sum >> 8U) ^ kTables[0][(sum ^ std::to_integer<std::uint32_t>(byte)) & 0xFFU];
  }
  return ~sum;
}

std::uint32_t crc32c(std::span<const std::byte> bytes) noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return by_instruction(bytes);
#endif
  return crc32c_by_tables(bytes);
}

}  // namespace menshen::journal
