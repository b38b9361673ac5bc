// From an embedding to what the kernels read.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "face/embedding.hpp"
#include "gallery/detail/view_as.hpp"
#include "gallery/quantize.hpp"
#include "gallery/rotation.hpp"

namespace menshen::gallery {

// Rotates and quantizes, in memory of its own. For one thread.
class Encoder {
 public:
  static Result<Encoder> make(const Rotation& rotation, std::pmr::memory_resource& memory) {
    MENSHEN_TRY(auto floats, Secret::make(2 * rotation.dimension() * sizeof(float), memory));
    MENSHEN_TRY(auto bytes, Secret::make(padded(rotation.dimension()), memory));
    return Encoder(rotation, std::move(floats), std::move(bytes));
  }

  // Until it is asked again.
  Result<std::span<const std::int8_t>> encode(const face::Embedding& embedding) {
    const std::size_t dimension = rotation_->dimension();
    if (embedding.dimension() != dimension) {
      return fail(Code::invalid_input,
                  fmt::format("an embedding of {} dimensions for a gallery of {}: they come "
                              "from different models",
                              embedding.dimension(), dimension));
    }
    const auto values = view_as<float>(floats_.reveal());
    std::ranges::copy(embedding.reveal(), values.begin());
    rotation_->apply(values.first(dimension), values.last(dimension));
    const auto out = view_as<std::int8_t>(bytes_.reveal());
    quantize(values.first(dimension), out);
    return out;
  }

 private:
  Encoder(const Rotation& rotation, Secret floats, Secret bytes)
      : rotation_(&rotation), floats_(std::move(floats)), bytes_(std::move(bytes)) {}

  const Rotation* rotation_;
  Secret floats_;  // the values, and as many to work with
  Secret bytes_;
};

}  // namespace menshen::gallery
