#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "journal/detail/crc32c_by_tables.hpp"
#include "journal/journal.hpp"

namespace menshen::journal {
namespace {

// The definition, bit by bit.
std::uint32_t slow_crc32c(std::span<const std::byte> bytes) {
  std::uint32_t sum = ~0U;
  for (const std::byte byte : bytes) {
    sum ^= std::to_integer<std::uint32_t>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1U) ^ ((sum & 1U) * 0x82F63B78U);
  }
  return ~sum;
}

TEST(Crc32c, is_that_of_rfc_3720) {
  std::vector<std::byte> bytes(32);
  EXPECT_EQ(crc32c(bytes), 0x8A9136AAU);
  std::ranges::fill(bytes, std::byte{0xFF});
  EXPECT_EQ(crc32c(bytes), 0x62A8AB43U);
  for (std::size_t i = 0; i < 32; ++i) bytes[i] = static_cast<std::byte>(i);
  EXPECT_EQ(crc32c(bytes), 0x46DD794EU);
  std::ranges::reverse(bytes);
  EXPECT_EQ(crc32c(bytes), 0x113FDB5CU);
  // An iSCSI SCSI Read (10) command PDU.
  std::vector<std::byte> command(48);
  const auto put = [&](std::size_t at, int value) {
    command[at] = static_cast<std::byte>(value);
  };
  put(0, 0x01), put(1, 0xC0), put(16, 0x14), put(22, 0x04), put(27, 0x14), put(31, 0x18);
  put(32, 0x28), put(40, 0x02);
  EXPECT_EQ(crc32c(command), 0xD9963A56U);
}

TEST(Crc32c, is_that_of_its_definition_at_every_length_and_place) {
  std::mt19937_64 random(1);
  std::vector<std::byte> bytes(200);
  for (auto& byte : bytes) byte = static_cast<std::byte>(random());
  for (std::size_t from = 0; from < 16; ++from) {
    for (std::size_t count = 0; count + from <= bytes.size(); ++count) {
      const auto part = std::span(bytes).subspan(from, count);
      ASSERT_EQ(crc32c(part), slow_crc32c(part));
      ASSERT_EQ(crc32c_by_tables(part), slow_crc32c(part));
    }
  }
}

TEST(Crc32c, of_nothing_is_zero) { EXPECT_EQ(crc32c({}), 0U); }

}  // namespace
}  // namespace menshen::journal
