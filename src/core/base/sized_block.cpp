#include "base/sized_block.hpp"

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <new>

namespace menshen {
namespace {

constexpr std::size_t kAlignment = 64;

// Stands before the block.
struct alignas(kAlignment) Header {
  std::pmr::memory_resource* from;
  std::size_t size;  // with the header
};

}  // namespace

void* take_sized(std::pmr::memory_resource& memory, std::size_t size) noexcept {
  if (size == 0 || size > SIZE_MAX - sizeof(Header)) return nullptr;
  try {
    const std::size_t all = size + sizeof(Header);
    return new (memory.allocate(all, kAlignment)) Header{.from = &memory, .size = all} + 1;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void give_back_sized(void* block) noexcept {
  if (block == nullptr) return;
  const Header* const header = static_cast<Header*>(block) - 1;
  header->from->deallocate(static_cast<Header*>(block) - 1, header->size, kAlignment);
}

}  // namespace menshen
