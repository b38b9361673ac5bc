// Memory for keys, templates and pictures: it is not swapped, not in a core dump, not in a
// forked child, and wiped before it is handed out again.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace menshen::machine {

// A memory resource (std::pmr) that takes arenas of some MiB from the kernel and cuts blocks
// from them, best fit, in steps of 64 bytes; before and behind each arena lies a page that
// nobody may touch. What is freed is wiped at once, and joined with free neighbours. Arenas
// stay mapped until the kernel has no more for us, for mapping costs far more than wiping.
//
// Every block is aligned to 64 bytes at least, and has no header: a block of n bytes costs n,
// rounded up to 64.
//
// Allocation throws std::bad_alloc when the limit of locked memory (RLIMIT_MEMLOCK) or the
// machine's memory is reached; base/secret.hpp makes that an Error. Safe to call from several
// threads at once; blocks are wiped outside the lock. After fork the memory is not there in the
// child, which must not touch it.
class GuardedMemory final : public std::pmr::memory_resource {
 public:
  enum class Kind {
    secret,  // memfd_secret(2): gone from the kernel's own map, so not read through
             // /proc/PID/mem, ptrace or another process as root either
    locked,  // mlock(2) and MADV_DONTDUMP
  };

  // Memory of the kind `best`, or of a lesser one where the kernel does not offer it. Errors:
  // unavailable when the process may not lock any.
  [[nodiscard]] static Result<std::unique_ptr<GuardedMemory>> make(Kind best = Kind::secret);

  GuardedMemory(const GuardedMemory&) = delete;
  GuardedMemory& operator=(const GuardedMemory&) = delete;
  GuardedMemory(GuardedMemory&&) = delete;
  GuardedMemory& operator=(GuardedMemory&&) = delete;
  ~GuardedMemory() override;

  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  [[nodiscard]] std::size_t in_use() const;  // bytes handed out, each block rounded up to 64
  [[nodiscard]] std::size_t mapped() const;  // bytes that count against RLIMIT_MEMLOCK

 private:
  struct Arena {
    std::byte* begin;
    std::size_t size;
  };
  // Neighbours are always joined: the guard pages keep arenas apart.
  using FreeBlocks = std::map<std::byte*, std::size_t>;

  explicit GuardedMemory(Kind kind) noexcept : kind_(kind) {}

  void* do_allocate(std::size_t bytes, std::size_t alignment) override;
  void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override;
  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }

  [[nodiscard]] void* take(std::size_t bytes, std::size_t alignment);
  [[nodiscard]] bool map_arena(std::size_t bytes);
  [[nodiscard]] bool unmap_free_arenas();
  void add_free(std::byte* begin, std::size_t size);
  void remove_free(FreeBlocks::iterator block);

  const Kind kind_;
  mutable std::mutex mutex_;
  std::vector<Arena> arenas_;
  FreeBlocks free_;
  std::set<std::pair<std::size_t, std::byte*>> free_by_size_;
  std::size_t in_use_ = 0;
  std::size_t mapped_ = 0;
};

// `secret` or `locked`.
[[nodiscard]] std::string_view name(GuardedMemory::Kind kind) noexcept;

}  // namespace menshen::machine
