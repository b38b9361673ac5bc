// Compares in a time that does not depend on where two texts differ.
#pragma once

#include <cstddef>
#include <string_view>

namespace menshen::caller {

[[nodiscard]] inline bool is_same_text(std::string_view one, std::string_view other) noexcept {
  if (one.size() != other.size()) return false;
  unsigned differing = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    differing |= static_cast<unsigned char>(one[i]) ^
                 static_cast<unsigned>(static_cast<unsigned char>(other[i]));
  }
  return differing == 0;
}

}  // namespace menshen::caller
