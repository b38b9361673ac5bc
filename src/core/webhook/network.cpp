#include "webhook/network.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace menshen::webhook {
namespace {

constexpr std::size_t kIpv4Bytes = 4;
constexpr std::size_t kIpv6Bytes = 16;
constexpr unsigned kByteBits = 8;

struct Block {
  std::array<std::uint8_t, 6> begins;
  unsigned bits;
  Network network;
};

// The first that fits counts.
// clang-format off
constexpr std::array kIpv4{
    Block{{10}, 8, Network::internal},
    Block{{172, 16}, 12, Network::internal},
    Block{{192, 168}, 16, Network::internal},
    Block{{100, 64}, 10, Network::internal},   // of a carrier; also of overlay networks
    Block{{127}, 8, Network::loopback},
    Block{{0}, 8, Network::none},
    Block{{169, 254}, 16, Network::none},      // of a link; of clouds, their metadata
    Block{{192, 0, 0}, 24, Network::none},
    Block{{192, 0, 2}, 24, Network::none},     // for documents
    Block{{192, 88, 99}, 24, Network::none},   // 6to4
    Block{{198, 18}, 15, Network::none},       // for benchmarks
    Block{{198, 51, 100}, 24, Network::none},  // for documents
    Block{{203, 0, 113}, 24, Network::none},   // for documents
    Block{{224}, 3, Network::none},            // multicast, reserved, broadcast
    Block{{0}, 0, Network::global}};

constexpr std::array kIpv6{
    Block{{0xfc}, 7, Network::internal},
    Block{{0x20, 0x01, 0x0d, 0xb8}, 32, Network::none},  // for documents
    Block{{0x20, 0x01, 0x00}, 23, Network::none},        // Teredo and other protocols
    Block{{0x20, 0x02}, 16, Network::none},              // 6to4
    Block{{0x3f, 0xff, 0x00}, 20, Network::none},        // for documents
    Block{{0x20}, 3, Network::global},
    Block{{0}, 0, Network::none}};
// clang-format on

bool is_in(std::span<const std::byte> address, const Block& block) noexcept {
  for (unsigned bit = 0; bit < block.bits; ++bit) {
    const std::size_t at = bit / kByteBits;
    const unsigned mask = 0x80U >> bit % kByteBits;
    const unsigned differing =
        std::to_integer<unsigned>(address[at]) ^ block.begins[at];  // NOLINT: within the block
    if ((differing & mask) != 0) return false;
  }
  return true;
}

Network first_of(std::span<const std::byte> address, std::span<const Block> blocks) noexcept {
  const auto found =
      std::ranges::find_if(blocks, [&](const Block& block) { return is_in(address, block); });
  return found == blocks.end() ? Network::none : found->network;
}

bool is_loopback(std::span<const std::byte> address) noexcept {  // ::1
  const auto zeros = address.first(kIpv6Bytes - 1);
  return address.back() == std::byte{1} &&
         std::ranges::all_of(zeros, [](std::byte each) { return each == std::byte{}; });
}

}  // namespace

Network network_of(std::span<const std::byte> address) noexcept {
  if (address.size() == kIpv4Bytes) return first_of(address, kIpv4);
  if (address.size() != kIpv6Bytes) return Network::none;
  return is_loopback(address) ? Network::loopback : first_of(address, kIpv6);
}

}  // namespace menshen::webhook
