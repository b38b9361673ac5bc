// The bytes that to_hex writes, for expected values in tests.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace menshen {

inline std::vector<std::byte> from_hex(std::string_view hex) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    out.push_back(
        static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return out;
}

}  // namespace menshen
