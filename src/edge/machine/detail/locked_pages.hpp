// Pages that the kernel neither swaps nor dumps, between two that nobody may touch.
#pragma once

#include <cstddef>

#include "machine/guarded_memory.hpp"

namespace menshen::machine::detail {

[[nodiscard]] std::size_t page_size() noexcept;

// `size` bytes, all zero, a multiple of the page. Null when the kernel refuses; errno says why.
[[nodiscard]] std::byte* map_locked(std::size_t size, GuardedMemory::Kind kind) noexcept;

void unmap_locked(std::byte* begin, std::size_t size) noexcept;

}  // namespace menshen::machine::detail
