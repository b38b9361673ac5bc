#include "face/embedding.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <memory_resource>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/wipe.hpp"

namespace menshen::face {

static_assert(std::endian::native == std::endian::little,
              "stored templates are little-endian: swap bytes in from_bytes and reveal_bytes");

Result<Embedding> Embedding::make(std::span<float> values, std::pmr::memory_resource& memory) {
  const auto given = std::as_writable_bytes(values);
  auto kept = Secret::make(given.size(), memory);
  if (kept) std::ranges::copy(given, kept->reveal().begin());
  wipe(given);
  if (!kept) return tl::unexpected<Error>(kept.error());
  return scaled(*std::move(kept));
}

Result<Embedding> Embedding::from_bytes(std::span<const std::byte> bytes,
                                        std::pmr::memory_resource& memory) {
  if (bytes.size() % sizeof(float) != 0) {
    return fail(
        Code::invalid_input,
        fmt::format("an embedding of {} bytes; expected 4 for each value", bytes.size()));
  }
  MENSHEN_TRY(auto kept, Secret::make(bytes.size(), memory));
  std::ranges::copy(bytes, kept.reveal().begin());
  return scaled(std::move(kept));
}

Result<Embedding> Embedding::scaled(Secret values) {
  const auto numbers = values.reveal_as<float>();
  if (numbers.empty() || numbers.size() > kDimensionMax) {
    return fail(Code::invalid_input, fmt::format("an embedding of {} values; expected 1 to {}",
                                                 numbers.size(), kDimensionMax));
  }
  double squared = 0;
  for (const float value : numbers) squared += double{value} * double{value};
  if (!std::isfinite(squared) || squared == 0) {
    return fail(Code::invalid_input, "an embedding without direction: all zero or not finite");
  }
  const double length = std::sqrt(squared);
  for (float& value : numbers) value = static_cast<float>(value / length);
  return Embedding(std::move(values));
}

}  // namespace menshen::face
