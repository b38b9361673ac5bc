#include "machine/detail/locked_pages.hpp"

#include <cerrno>
#include <cstddef>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "machine/guarded_memory.hpp"

namespace menshen::machine::detail {
namespace {

using Kind = GuardedMemory::Kind;

#ifndef SYS_memfd_secret
constexpr long SYS_memfd_secret = 447;  // the same on every architecture; newer than the libc
#endif

// The C library has no wrapper.
int memfd_secret() noexcept { return static_cast<int>(syscall(SYS_memfd_secret, O_CLOEXEC)); }

// Puts pages of the kind in the place of those at `begin`.
bool map_over(std::byte* begin, std::size_t size, Kind kind) noexcept {
  constexpr int kReadWrite = PROT_READ | PROT_WRITE;
  if (kind == Kind::locked) {
    // Not mlock(), which the sanitizers replace by nothing.
    return mprotect(begin, size, kReadWrite) == 0 && madvise(begin, size, MADV_DONTDUMP) == 0 &&
           syscall(SYS_mlock, begin, size) == 0;
  }
  const int file = memfd_secret();
  if (file < 0) return false;
  const bool mapped =
      ftruncate(file, static_cast<off_t>(size)) == 0 &&
      mmap(begin, size, kReadWrite, MAP_SHARED | MAP_FIXED, file, 0) != MAP_FAILED;
  const int why = errno;
  close(file);  // the mapping holds it
  errno = why;
  return mapped;
}

}  // namespace

std::size_t page_size() noexcept { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }

std::byte* map_locked(std::size_t size, Kind kind) noexcept {
  const std::size_t guard = page_size();
  void* all = mmap(nullptr, size + 2 * guard, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (all == MAP_FAILED) return nullptr;
  std::byte* begin = static_cast<std::byte*>(all) + guard;
  if (map_over(begin, size, kind) && madvise(begin, size, MADV_DONTFORK) == 0) return begin;
  const int why = errno;
  munmap(all, size + 2 * guard);
  errno = why;
  return nullptr;
}

void unmap_locked(std::byte* begin, std::size_t size) noexcept {
  const std::size_t guard = page_size();
  munmap(begin - guard, size + 2 * guard);
}

}  // namespace menshen::machine::detail
