// Three-valued logic: a fact that nobody stated is unknown, not false.
// Source: Kleene, "Introduction to Metamathematics", 1952, section 64 (strong tables).
#pragma once

#include <algorithm>
#include <cstdint>

namespace menshen::policy {

enum class Truth : std::uint8_t { no, unknown, yes };

[[nodiscard]] constexpr Truth both(Truth a, Truth b) noexcept { return std::min(a, b); }
[[nodiscard]] constexpr Truth either(Truth a, Truth b) noexcept { return std::max(a, b); }
[[nodiscard]] constexpr Truth opposite(Truth a) noexcept {
  return static_cast<Truth>(2 - static_cast<int>(a));
}
[[nodiscard]] constexpr Truth truth(bool value) noexcept {
  return value ? Truth::yes : Truth::no;
}

}  // namespace menshen::policy
