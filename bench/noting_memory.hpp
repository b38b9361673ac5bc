// Memory for an index, which can be read again without the index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory_resource>

#include "plain_read.hpp"

namespace menshen::bench {

// Notes where its large pieces are: the blocks of references. Two pieces of memory of one size
// differ by a fifth in how fast they are read, so a plain read has to read the same ones.
class NotingMemory final : public std::pmr::memory_resource {
 public:
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

 private:
  static constexpr std::size_t kLarge = 32 * 1024;

  void* do_allocate(std::size_t size, std::size_t alignment) override {
    void* const address = std::pmr::new_delete_resource()->allocate(size, alignment);
    if (size >= kLarge && size % 1024 == 0) pieces_.emplace(address, size);
    return address;
  }
  void do_deallocate(void* address, std::size_t size, std::size_t alignment) override {
    pieces_.erase(address);
    std::pmr::new_delete_resource()->deallocate(address, size, alignment);
  }
  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }

  std::map<void*, std::size_t> pieces_;
};

}  // namespace menshen::bench
