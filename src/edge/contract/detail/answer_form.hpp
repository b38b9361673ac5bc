// A response as bytes, to be given again.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {

// Deterministic CBOR (RFC 8949, 4.2.1): [status, content type, body, [name, value, …]]. Of a
// response with a body; one of events is never given again.
[[nodiscard]] std::vector<std::byte> write_answer(const http::Response& answer);

// The inverse. Errors: invalid_input when the bytes are not exactly that.
[[nodiscard]] Result<http::Response> read_answer(std::span<const std::byte> bytes);

}  // namespace menshen::contract::detail
