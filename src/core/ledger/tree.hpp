// The Merkle tree over the record (RFC 6962, section 2.1): whoever holds a root can tell
// whether any entry below it was changed, left out or added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::ledger {

// What an auditor compares: how many entries there are, and the root over all of them.
struct TreeHead {
  std::uint64_t size = 0;
  Digest root{};

  bool operator==(const TreeHead&) const = default;
};

// SHA-256(0x00 | entry).
[[nodiscard]] Digest leaf_hash(const Crypto& crypto, std::span<const std::byte> entry);

// SHA-256(0x01 | left | right).
[[nodiscard]] Digest node_hash(const Crypto& crypto, const Digest& left, const Digest& right);

// The node over the leaves [index << level, (index + 1) << level), all of which exist. Level 0
// are the leaves.
struct NodeId {
  unsigned level = 0;
  std::uint64_t index = 0;

  bool operator==(const NodeId&) const = default;
};

// Looks up a node. Errors: not_found when it was pruned; those of the store.
using ReadNode = std::function<Result<Digest>(NodeId)>;

// The root over the first `size` leaves; of none, SHA-256 of nothing. Reads O(log size) nodes.
[[nodiscard]] Result<Digest> root_at(const Crypto& crypto, std::uint64_t size,
                                     const ReadNode& read);

// PATH(index, D[size]), from the leaf's sibling upwards (RFC 6962, section 2.1.1); O(log size).
// Errors: invalid_input unless index < size.
[[nodiscard]] Result<std::vector<Digest>> inclusion_proof(const Crypto& crypto,
                                                          std::uint64_t index,
                                                          std::uint64_t size,
                                                          const ReadNode& read);

// PROOF(from, D[to]) (RFC 6962, section 2.1.2); empty when `from` is 0 or `to`. Errors:
// invalid_input unless from <= to.
[[nodiscard]] Result<std::vector<Digest>> consistency_proof(const Crypto& crypto,
                                                            std::uint64_t from,
                                                            std::uint64_t to,
                                                            const ReadNode& read);

// The root that the path leads to (RFC 9162, section 2.1.3.2). Errors: invalid_input when no
// tree of that size has such a path.
[[nodiscard]] Result<Digest> root_from_inclusion(const Crypto& crypto, const Digest& leaf,
                                                 std::uint64_t index, std::uint64_t size,
                                                 std::span<const Digest> path);

// Whether the proof leads from the old head to the new one (RFC 9162, section 2.1.4.2).
[[nodiscard]] bool is_consistent(const Crypto& crypto, const TreeHead& from, const TreeHead& to,
                                 std::span<const Digest> proof);

}  // namespace menshen::ledger
