// Blocks of a memory resource for C libraries, which give a block back without saying how large
// it is.
#pragma once

#include <cstddef>
#include <memory_resource>

namespace menshen {

// `size` bytes aligned to 64; null when `size` is 0 or `memory` has none left. `memory` must
// outlive the block. Each costs 64 bytes more.
[[nodiscard]] void* take_sized(std::pmr::memory_resource& memory, std::size_t size) noexcept;

// To the resource it came from. Null is no block.
void give_back_sized(void* block) noexcept;

}  // namespace menshen
