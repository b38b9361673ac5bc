// A face as the recognition model sees it: the template of ISO/IEC 2382-37, in the clear.
#pragma once

#include <cstddef>
#include <memory_resource>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::face {

// `dimension` float32 values of length 1. Sensitive personal information: it cannot be
// copied or printed, is read only through `reveal()`, and is wiped when it dies.
class Embedding {
 public:
  static constexpr std::size_t kDimensionMax = 4096;

  // Scales `values` to length 1, in `memory`, which must outlive it; wipes the caller's values
  // whatever the answer. Errors: invalid_input when there are none or more than kDimensionMax,
  // or they have no direction (all zero, or not finite); exhausted when `memory` has none left.
  [[nodiscard]] static Result<Embedding> make(
      std::span<float> values,
      std::pmr::memory_resource& memory = *std::pmr::new_delete_resource());

  // The same from a stored template: IEEE 754 binary32, little-endian, 4 bytes a value.
  // `bytes` is the caller's to wipe. Errors: invalid_input, also when the size is no
  // multiple of four.
  [[nodiscard]] static Result<Embedding> from_bytes(
      std::span<const std::byte> bytes,
      std::pmr::memory_resource& memory = *std::pmr::new_delete_resource());

  Embedding(const Embedding&) = delete;  // a copy is a second thing to erase
  Embedding& operator=(const Embedding&) = delete;
  Embedding(Embedding&& other) noexcept = default;
  Embedding& operator=(Embedding&& other) noexcept = default;
  ~Embedding() = default;

  [[nodiscard]] std::size_t dimension() const noexcept { return reveal().size(); }
  [[nodiscard]] std::span<const float> reveal() const noexcept {
    return values_.reveal_as<float>();
  }
  [[nodiscard]] std::span<const std::byte> reveal_bytes() const noexcept {
    return values_.reveal();
  }

 private:
  explicit Embedding(Secret values) noexcept : values_(std::move(values)) {}

  // Scales what is there to length 1.
  [[nodiscard]] static Result<Embedding> scaled(Secret values);

  Secret values_;
};

}  // namespace menshen::face
