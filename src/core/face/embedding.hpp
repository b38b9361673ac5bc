// A face as the recognition model sees it: the template of ISO/IEC 2382-37, in the clear.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/error.hpp"

namespace menshen::face {

// `dimension` float32 values of length 1. Sensitive personal information: it cannot be
// copied or printed, is read only through `reveal()`, and is wiped when it dies.
class Embedding {
 public:
  static constexpr std::size_t kDimensionMax = 4096;

  // Scales `values` to length 1; wipes the caller's values whatever the answer.
  // Errors: invalid_input when there are none or more than kDimensionMax, or they have no
  // direction (all zero, or not finite).
  [[nodiscard]] static Result<Embedding> make(std::span<float> values);

  // The same from a stored template: IEEE 754 binary32, little-endian, 4 bytes a value.
  // `bytes` is the caller's to wipe. Errors: invalid_input, also when the size is no
  // multiple of four.
  [[nodiscard]] static Result<Embedding> from_bytes(std::span<const std::byte> bytes);

  Embedding(const Embedding&) = delete;  // a copy is a second thing to erase
  Embedding& operator=(const Embedding&) = delete;
  Embedding(Embedding&& other) noexcept;
  Embedding& operator=(Embedding&& other) noexcept;
  ~Embedding();

  [[nodiscard]] std::size_t dimension() const noexcept { return values_.size(); }
  [[nodiscard]] std::span<const float> reveal() const noexcept { return values_; }
  [[nodiscard]] std::span<const std::byte> reveal_bytes() const noexcept {
    return std::as_bytes(reveal());
  }

 private:
  explicit Embedding(std::vector<float> values) noexcept;

  std::vector<float> values_;
};

}  // namespace menshen::face
