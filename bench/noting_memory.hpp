// Memory for an index, which can be read again without the index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory_resource>

#include "plain_read.hpp"

namespace menshen::bench {

// Notes where its large pieces are: the blocks of references. Two pieces of memory of one size
// differ in how fast they are read, so a plain read has to read the same ones.
class NotingMemory final : public std::pmr::memory_resource {
 public:
  explicit NotingMemory(std::pmr::memory_resource& upstream) : upstream_(&upstream) {}

  void plain_read_all() const {
    volatile std::uint64_t all = 0;
    for (const auto& [address, size] : pieces_) {
      all = all ^ plain_read({static_cast<const std::byte*>(address), size});
    }
  }
  [[nodiscard]] std::size_t size() const {
    std::size_t sum = 0;
    for (const auto& [address, size] : pieces_) sum += size;
    return sum;
  }
  [[nodiscard]] const std::map<void*, std::size_t>& pieces() const { return pieces_; }

 private:
  static constexpr std::size_t kLarge = 32 * 1024;

  void* do_allocate(std::size_t size, std::size_t alignment) override {
    void* const address = upstream_->allocate(size, alignment);
    if (size >= kLarge && size % 1024 == 0) pieces_.emplace(address, size);
    return address;
  }
  void do_deallocate(void* address, std::size_t size, std::size_t alignment) override {
    pieces_.erase(address);
    upstream_->deallocate(address, size, alignment);
  }
  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }

  std::pmr::memory_resource* upstream_;
  std::map<void*, std::size_t> pieces_;
};

}  // namespace menshen::bench
