// How fast one core reads memory when it does nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace menshen::bench {

// Reads every byte once, in order, with the widest loads that the processor has and a prefetch
// 8 KiB ahead; returns all words combined, so that the work cannot be left out.
//   bytes  aligned to 64, a multiple of 256 of them
[[nodiscard]] std::uint64_t plain_read(std::span<const std::byte> bytes);

}  // namespace menshen::bench
