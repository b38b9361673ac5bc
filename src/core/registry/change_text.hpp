// A change as bytes, for the side record of its entry, and a record as bytes: deterministic
// CBOR (RFC 8949, section 4.2.1), an array of version, kind and a map from the names of
// registry/fields.hpp to values. What is absent is left out. Behind a record of a snapshot
// stand its version and its time.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"

namespace menshen::registry {

[[nodiscard]] std::vector<std::byte> encode(const Change& change);
[[nodiscard]] std::vector<std::byte> encode(const Record& record);  // as of its Put

// Of this version or an older one: what a field was called before is read as what it is called
// now, and what is no field any more is passed over. Errors: invalid_input, saying where,
// unless the bytes are what `encode` gives, or once gave, for some change whose texts are valid
// UTF-8.
[[nodiscard]] Result<Change> decode(std::span<const std::byte> bytes);

}  // namespace menshen::registry
