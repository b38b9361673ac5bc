// Secret bytes as the numbers or letters that stand in them.
#pragma once

#include <cstddef>
#include <span>
#include <type_traits>

namespace menshen::gallery {

// `bytes` begin where a T may, and hold only whole ones.
template <typename T>
[[nodiscard]] std::span<T> view_as(std::span<std::byte> bytes) noexcept {
  static_assert(std::is_arithmetic_v<T>);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the memory of a Secret
  return {reinterpret_cast<T*>(bytes.data()), bytes.size() / sizeof(T)};
}

template <typename T>
[[nodiscard]] std::span<const T> view_as(std::span<const std::byte> bytes) noexcept {
  static_assert(std::is_arithmetic_v<T>);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as above
  return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

}  // namespace menshen::gallery
