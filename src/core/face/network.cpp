#include "face/network.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>

namespace menshen::face {

Network::~Network() = default;
Runtime::~Runtime() = default;

std::size_t element_count(const Shape& shape) noexcept {
  return static_cast<std::size_t>(
      std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>()));
}

}  // namespace menshen::face
