#include "base/uuid.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"

namespace menshen {

std::string make_uuid7(Instant now, const Crypto& crypto) {
  std::array<std::byte, 16> bytes{};
  crypto.random(std::span(bytes).subspan(6));
  const auto time = static_cast<std::uint64_t>(now.time_since_epoch().count());
  for (std::size_t i = 0; i < 6; ++i) {
    bytes[i] = static_cast<std::byte>((time >> (8 * (5 - i))) & 0xFFU);
  }
  bytes[6] = (bytes[6] & std::byte{0x0F}) | std::byte{0x70};  // version 7
  bytes[8] = (bytes[8] & std::byte{0x3F}) | std::byte{0x80};  // variant of RFC 9562
  std::string text = to_hex(bytes);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return text;
}

}  // namespace menshen
