// Bytes that nobody else may come to see: a key, a template, a picture. They live in memory of
// the resource they were given, which the program makes so that it is neither swapped nor
// dumped (machine/guarded_memory.hpp), cannot be copied or printed, and are wiped when they
// die.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>
#include <type_traits>
#include <utility>

#include "base/error.hpp"

namespace menshen {

class Secret {
 public:
  static constexpr std::size_t kAlignment = 64;  // a cache line, the widest vector register

  // `size` bytes, all zero. `memory` must outlive it. Errors: exhausted when `memory` has none
  // left.
  [[nodiscard]] static Result<Secret> make(std::size_t size, std::pmr::memory_resource& memory);

  Secret(const Secret&) = delete;  // a copy is a second thing to erase
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept
      : memory_(other.memory_), bytes_(std::exchange(other.bytes_, {})) {}
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  [[nodiscard]] std::span<std::byte> reveal() noexcept { return bytes_; }
  [[nodiscard]] std::span<const std::byte> reveal() const noexcept { return bytes_; }

  // The same as values of `T`, as many as there is room for.
  template <typename T>
  [[nodiscard]] std::span<T> reveal_as() noexcept {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= kAlignment);
    return {reinterpret_cast<T*>(bytes_.data()), bytes_.size() / sizeof(T)};  // NOLINT: raw
  }
  template <typename T>
  [[nodiscard]] std::span<const T> reveal_as() const noexcept {
    static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= kAlignment);
    return {reinterpret_cast<const T*>(bytes_.data()), bytes_.size() / sizeof(T)};  // NOLINT
  }

  [[nodiscard]] std::pmr::memory_resource& memory() const noexcept { return *memory_; }

 private:
  Secret(std::pmr::memory_resource& memory, std::span<std::byte> bytes)
      : memory_(&memory), bytes_(bytes) {}

  std::pmr::memory_resource* memory_;
  std::span<std::byte> bytes_;
};

}  // namespace menshen
