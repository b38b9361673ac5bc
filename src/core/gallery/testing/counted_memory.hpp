// Memory whose blocks a test can look into, also after they were given back.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <new>
#include <span>
#include <vector>

namespace menshen::gallery {

// Safe to use from several threads at once, but for `contains` and
// `any_block`, which read what others may be writing.
class CountedMemory final : public std::pmr::memory_resource {
 public:
  // From now on so many bytes are given, and no more.
  void allow(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    left_ = bytes;
  }

  [[nodiscard]] std::size_t in_use() const {
    const std::scoped_lock lock(mutex_);
    return in_use_;
  }

  // How many blocks came back with a byte in them that was not zero.
  [[nodiscard]] std::size_t given_back_dirty() const {
    const std::scoped_lock lock(mutex_);
    return dirty_;
  }

  [[nodiscard]] bool contains(std::span<const std::byte> bytes) const {
    return any_block([&](std::span<const std::byte> block) {
      return !std::ranges::search(block, bytes).empty();
    });
  }

  // Whether `holds` says so of any block that is in use.
  template <typename Holds>
  [[nodiscard]] bool any_block(const Holds& holds) const {
    const std::scoped_lock lock(mutex_);
    return std::ranges::any_of(blocks_, [&](const auto& block) {
      return holds(std::span(static_cast<const std::byte*>(block.first), block.second));
    });
  }

 private:
  void* do_allocate(std::size_t bytes, std::size_t alignment) override {
    const std::scoped_lock lock(mutex_);
    if (bytes > left_) throw std::bad_alloc();
    left_ -= bytes;
    in_use_ += bytes;
    void* const block = std::pmr::new_delete_resource()->allocate(bytes, alignment);
    blocks_[block] = bytes;
    return block;
  }

  void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override {
    const std::scoped_lock lock(mutex_);
    left_ += bytes;
    in_use_ -= bytes;
    const std::span all(static_cast<const std::byte*>(block), bytes);
    if (std::ranges::any_of(all, [](std::byte byte) { return byte != std::byte{0}; })) ++dirty_;
    blocks_.erase(block);
    std::pmr::new_delete_resource()->deallocate(block, bytes, alignment);
  }

  [[nodiscard]] bool do_is_equal(
      const std::pmr::memory_resource& other) const noexcept override {
    return this == &other;
  }

  mutable std::mutex mutex_;
  std::map<const void*, std::size_t> blocks_;
  std::size_t left_ = SIZE_MAX / 2;
  std::size_t in_use_ = 0;
  std::size_t dirty_ = 0;
};

}  // namespace menshen::gallery
