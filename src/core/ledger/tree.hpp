// The Merkle tree over the record (RFC 6962, section 2.1): whoever holds a root can tell
// whether any entry below it was changed, left out or added.
#pragma once

#include <cstddef>
#include <span>

#include "base/crypto.hpp"

namespace menshen::ledger {

// SHA-256(0x00 | entry).
[[nodiscard]] Digest leaf_hash(const Crypto& crypto, std::span<const std::byte> entry);

// The Merkle Tree Hash of the leaves, in order; of none, SHA-256 of nothing. O(n).
[[nodiscard]] Digest root_of(const Crypto& crypto, std::span<const Digest> leaves);

}  // namespace menshen::ledger
