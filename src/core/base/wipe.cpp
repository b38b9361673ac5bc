#include "base/wipe.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <span>

namespace menshen {

void wipe(std::span<std::byte> bytes) noexcept {
  volatile std::byte* first = bytes.data();
  std::fill(first, first + bytes.size(), std::byte{0});
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

}  // namespace menshen
