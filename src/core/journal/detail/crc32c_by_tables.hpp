// CRC-32C on a processor that has no instruction for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace menshen::journal {

// The same as crc32c, at about a fifth of its speed.
[[nodiscard]] std::uint32_t crc32c_by_tables(std::span<const std::byte> bytes) noexcept;

}  // namespace menshen::journal
