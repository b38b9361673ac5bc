#include "face/embedding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/wipe.hpp"

namespace menshen::face {

static_assert(std::endian::native == std::endian::little,
              "stored templates are little-endian: swap bytes in from_bytes and reveal_bytes");

Result<Embedding> Embedding::make(std::span<float> values) {
  std::vector<float> unit(values.begin(), values.end());
  wipe(std::as_writable_bytes(values));
  Embedding embedding(std::move(unit));
  if (embedding.dimension() == 0 || embedding.dimension() > kDimensionMax) {
    return fail(Code::invalid_input, fmt::format("an embedding of {} values; expected 1 to {}",
                                                 embedding.dimension(), kDimensionMax));
  }
  double squared = 0;
  for (const float value : embedding.values_) squared += double{value} * double{value};
  if (!std::isfinite(squared) || squared == 0) {
    return fail(Code::invalid_input, "an embedding without direction: all zero or not finite");
  }
  const double length = std::sqrt(squared);
  for (float& value : embedding.values_) value = static_cast<float>(value / length);
  return embedding;
}

Result<Embedding> Embedding::from_bytes(std::span<const std::byte> bytes) {
  if (bytes.size() % sizeof(float) != 0) {
    return fail(
        Code::invalid_input,
        fmt::format("an embedding of {} bytes; expected 4 for each value", bytes.size()));
  }
  std::vector<float> values(bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return make(values);
}

Embedding::Embedding(std::vector<float> values) noexcept : values_(std::move(values)) {}

Embedding::Embedding(Embedding&& other) noexcept : values_(std::exchange(other.values_, {})) {}

Embedding& Embedding::operator=(Embedding&& other) noexcept {
  std::swap(values_, other.values_);  // `other` wipes what was here
  return *this;
}

Embedding::~Embedding() { wipe(std::as_writable_bytes(std::span(values_))); }

}  // namespace menshen::face
