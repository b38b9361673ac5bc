// A change as bytes, for the side record of its entry: deterministic CBOR (RFC 8949, section
// 4.2.1), an array of version, kind and a map from the names of registry/fields.hpp to values.
// What is absent is left out.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "registry/changes.hpp"

namespace menshen::state {

[[nodiscard]] std::vector<std::byte> encode(const registry::Change& change);

// Errors: invalid_input, saying where, unless the bytes are what `encode` gives for some change
// whose texts are valid UTF-8.
[[nodiscard]] Result<registry::Change> decode(std::span<const std::byte> bytes);

}  // namespace menshen::state
