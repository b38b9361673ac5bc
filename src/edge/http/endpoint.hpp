// Where a server listens, as a person writes it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace menshen::http {

struct Endpoint {
  std::string address;     // a number, never a name: `127.0.0.1`, `::1`
  std::uint16_t port = 0;  // 0: any free one

  bool operator==(const Endpoint&) const = default;
};

// Reads `127.0.0.1:8600` or `[::1]:8600`. Errors: invalid_input, with the form expected.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view text);

// `http://127.0.0.1:8600`, `http://[::1]:8600`.
[[nodiscard]] std::string to_url(const Endpoint& endpoint, std::string_view scheme = "http");

}  // namespace menshen::http
