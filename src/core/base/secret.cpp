#include "base/secret.hpp"

#include <algorithm>
#include <cstddef>
#include <memory_resource>
#include <new>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/wipe.hpp"

namespace menshen {

Result<Secret> Secret::make(std::size_t size, std::pmr::memory_resource& memory) {
  if (size == 0) return Secret(memory, {});
  try {
    const std::span bytes(static_cast<std::byte*>(memory.allocate(size, kAlignment)), size);
    std::ranges::fill(bytes, std::byte{0});
    return Secret(memory, bytes);
  } catch (const std::bad_alloc&) {
    return fail(
        Code::exhausted,
        fmt::format("no protected memory is left for {} bytes; raise the limit of locked "
                    "memory (ulimit -l, or LimitMEMLOCK= of the service)",
                    size));
  }
}

Secret& Secret::operator=(Secret&& other) noexcept {
  std::swap(memory_, other.memory_);
  std::swap(bytes_, other.bytes_);  // `other` wipes what was here
  return *this;
}

Secret::~Secret() {
  if (bytes_.empty()) return;
  wipe(bytes_);
  memory_->deallocate(bytes_.data(), bytes_.size(), kAlignment);
}

}  // namespace menshen
