#include "machine/guarded_memory.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <mutex>
#include <new>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/wipe.hpp"
#include "machine/detail/locked_pages.hpp"

namespace menshen::machine {
namespace {

constexpr std::size_t kStep = 64;  // of a cache line, and of the widest vector register
constexpr std::size_t kArena = std::size_t{4} << 20U;
constexpr std::size_t kBytesMax = SIZE_MAX / 4;  // so that no sum below runs over

constexpr std::size_t round_up(std::size_t bytes, std::size_t step) {
  return (bytes + (step - 1)) / step * step;
}

std::size_t to_alignment(const std::byte* at, std::size_t alignment) {
  const auto over = reinterpret_cast<std::uintptr_t>(at) % alignment;  // NOLINT: an address
  return over == 0 ? 0 : alignment - over;
}

}  // namespace

Result<std::unique_ptr<GuardedMemory>> GuardedMemory::make(Kind best) {
  for (const Kind kind : {Kind::secret, Kind::locked}) {
    if (kind < best) continue;
    std::unique_ptr<GuardedMemory> memory(new GuardedMemory(kind));
    if (memory->map_arena(detail::page_size())) return memory;
  }
  return fail(Code::unavailable,
              fmt::format("no memory can be locked ({}), so keys, templates and pictures have "
                          "no safe place; raise the limit of locked memory (ulimit -l, or "
                          "LimitMEMLOCK= of the service)",
                          std::generic_category().message(errno)));
}

GuardedMemory::~GuardedMemory() {
  for (const Arena& arena : arenas_) detail::unmap_locked(arena.begin, arena.size);
}

std::size_t GuardedMemory::in_use() const {
  const std::lock_guard lock(mutex_);
  return in_use_;
}

std::size_t GuardedMemory::mapped() const {
  const std::lock_guard lock(mutex_);
  return mapped_;
}

void* GuardedMemory::do_allocate(std::size_t bytes, std::size_t alignment) {
  if (bytes > kBytesMax || alignment > kBytesMax) throw std::bad_alloc();
  const std::size_t size = round_up(std::max<std::size_t>(bytes, 1), kStep);
  const std::size_t aligned = std::max(alignment, kStep);
  // A free block may have to be entered this far.
  const std::size_t wanted = size + (aligned - kStep);
  const std::lock_guard lock(mutex_);
  if (void* block = take(size, aligned)) return block;
  if (!map_arena(wanted) && !(unmap_free_arenas() && map_arena(wanted))) throw std::bad_alloc();
  return take(size, aligned);
}

void GuardedMemory::do_deallocate(void* block, std::size_t bytes, std::size_t /*alignment*/) {
  const std::size_t size = round_up(std::max<std::size_t>(bytes, 1), kStep);
  auto* const begin = static_cast<std::byte*>(block);
  wipe({begin, size});
  const std::lock_guard lock(mutex_);
  in_use_ -= size;
  add_free(begin, size);
}

// From the smallest free block that holds it wherever it begins; null when there is none.
void* GuardedMemory::take(std::size_t bytes, std::size_t alignment) {
  const auto fits = free_by_size_.lower_bound({bytes + (alignment - kStep), nullptr});
  if (fits == free_by_size_.end()) return nullptr;
  const auto [size, begin] = *fits;
  const std::size_t before = to_alignment(begin, alignment);
  remove_free(free_.find(begin));
  if (before > 0) add_free(begin, before);
  if (before + bytes < size) add_free(begin + before + bytes, size - before - bytes);
  in_use_ += bytes;
  return begin + before;
}

// An arena of at least `bytes`: of the usual size if there is as much, so that a small limit
// is used to its end.
bool GuardedMemory::map_arena(std::size_t bytes) {
  const std::size_t least = round_up(bytes, detail::page_size());
  std::size_t size = std::max(least, kArena);
  std::byte* begin = detail::map_locked(size, kind_);
  if (begin == nullptr && size > least) begin = detail::map_locked(size = least, kind_);
  if (begin == nullptr) return false;
  arenas_.push_back({.begin = begin, .size = size});
  mapped_ += size;
  add_free(begin, size);
  return true;
}

// True if there was one.
bool GuardedMemory::unmap_free_arenas() {
  const auto unmapped = std::erase_if(arenas_, [&](const Arena& arena) {
    const auto block = free_.find(arena.begin);
    if (block == free_.end() || block->second != arena.size) return false;
    remove_free(block);
    detail::unmap_locked(arena.begin, arena.size);
    mapped_ -= arena.size;
    return true;
  });
  return unmapped > 0;
}

void GuardedMemory::add_free(std::byte* begin, std::size_t size) {
  const auto after = free_.find(begin + size);
  if (after != free_.end()) {
    size += after->second;
    remove_free(after);
  }
  if (const auto next = free_.lower_bound(begin); next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == begin) {
      begin = before->first;
      size += before->second;
      remove_free(before);
    }
  }
  free_.emplace(begin, size);
  free_by_size_.emplace(size, begin);
}

void GuardedMemory::remove_free(FreeBlocks::iterator block) {
  free_by_size_.erase({block->second, block->first});
  free_.erase(block);
}

std::string_view name(GuardedMemory::Kind kind) noexcept {
  return kind == GuardedMemory::Kind::secret ? "secret" : "locked";
}

}  // namespace menshen::machine
