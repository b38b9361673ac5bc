#include "ledger/tree.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <span>
#include <tuple>
#include <vector>

#include "base/crypto.hpp"

namespace menshen::ledger {
namespace {

// The prefixes keep an entry from being taken for two hashes, and the other way round.
constexpr std::byte kLeaf{0x00};
constexpr std::byte kNode{0x01};

Digest node_hash(const Crypto& crypto, const Digest& left, const Digest& right) {
  std::array<std::byte, 1 + 2 * std::tuple_size_v<Digest>> both{kNode};
  std::ranges::copy(left, both.begin() + 1);
  std::ranges::copy(right, both.begin() + 1 + left.size());
  return crypto.sha256(both);
}

}  // namespace

Digest leaf_hash(const Crypto& crypto, std::span<const std::byte> entry) {
  std::vector<std::byte> prefixed;
  prefixed.reserve(entry.size() + 1);
  prefixed.push_back(kLeaf);
  prefixed.insert(prefixed.end(), entry.begin(), entry.end());
  return crypto.sha256(prefixed);
}

Digest root_of(const Crypto& crypto, std::span<const Digest> leaves) {
  if (leaves.empty()) return crypto.sha256({});
  if (leaves.size() == 1) return leaves.front();
  // The left half is the largest full tree that leaves something for the right.
  const std::size_t left = std::bit_floor(leaves.size() - 1);
  return node_hash(crypto, root_of(crypto, leaves.first(left)),
                   root_of(crypto, leaves.subspan(left)));
}

}  // namespace menshen::ledger
