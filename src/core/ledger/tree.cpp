#include "ledger/tree.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <tuple>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::ledger {
namespace {

// The prefixes keep an entry from being taken for two hashes, and the other way round.
constexpr std::byte kLeaf{0x00};
constexpr std::byte kNode{0x01};

// The root over the leaves [from, to), where `from` is a multiple of the largest power of two
// that is not above to - from: the right edge, folded from its complete subtrees.
Result<Digest> root_of(const Crypto& crypto, std::uint64_t from, std::uint64_t to,
                       const ReadNode& read) {
  const std::uint64_t count = to - from;
  const auto level = static_cast<unsigned>(std::bit_width(count) - 1);
  if (std::has_single_bit(count)) return read({.level = level, .index = from >> level});
  const std::uint64_t middle = from + std::bit_floor(count);
  MENSHEN_TRY(const Digest left, read({.level = level, .index = from >> level}));
  MENSHEN_TRY(const Digest right, root_of(crypto, middle, to, read));
  return node_hash(crypto, left, right);
}

// Goes up from a node that is the last of its level to the first that has a sibling on its left
// (RFC 9162, section 2.1.3.2): those between are their only child over again.
void pass_lone_parents(std::uint64_t& at, std::uint64_t& last) {
  while ((at & 1U) == 0 && at != 0) {
    at >>= 1U;
    last >>= 1U;
  }
}

}  // namespace

Digest leaf_hash(const Crypto& crypto, std::span<const std::byte> entry) {
  return crypto.sha256(kLeaf, entry);
}

Digest node_hash(const Crypto& crypto, const Digest& left, const Digest& right) {
  std::array<std::byte, 2 * std::tuple_size_v<Digest>> both{};
  std::ranges::copy(left, both.begin());
  std::ranges::copy(right, both.begin() + left.size());
  return crypto.sha256(kNode, both);
}

Result<Digest> root_at(const Crypto& crypto, std::uint64_t size, const ReadNode& read) {
  if (size == 0) return crypto.sha256({});
  return root_of(crypto, 0, size, read);
}

Result<std::vector<Digest>> inclusion_proof(const Crypto& crypto, std::uint64_t index,
                                            std::uint64_t size, const ReadNode& read) {
  if (index >= size) {
    return fail(Code::invalid_input, "a tree of this size does not hold the entry");
  }
  std::vector<Digest> path;
  path.reserve(static_cast<std::size_t>(std::bit_width(size)));
  std::uint64_t from = 0;
  std::uint64_t to = size;
  while (to - from > 1) {
    const std::uint64_t middle = from + std::bit_floor(to - from - 1);
    const bool is_left = index < middle;
    MENSHEN_TRY(const Digest sibling, is_left ? root_of(crypto, middle, to, read)
                                              : root_of(crypto, from, middle, read));
    path.push_back(sibling);
    (is_left ? to : from) = middle;
  }
  std::ranges::reverse(path);
  return path;
}

Result<std::vector<Digest>> consistency_proof(const Crypto& crypto, std::uint64_t from_size,
                                              std::uint64_t to_size, const ReadNode& read) {
  if (from_size > to_size) {
    return fail(Code::invalid_input, "the older tree is larger than the newer one");
  }
  std::vector<Digest> proof;
  if (from_size == 0 || from_size == to_size) return proof;
  std::uint64_t from = 0;
  std::uint64_t to = to_size;
  while (to != from_size) {
    const std::uint64_t middle = from + std::bit_floor(to - from - 1);
    const bool goes_left = from_size <= middle;
    MENSHEN_TRY(const Digest sibling, goes_left ? root_of(crypto, middle, to, read)
                                                : root_of(crypto, from, middle, read));
    proof.push_back(sibling);
    (goes_left ? to : from) = middle;
  }
  // Where the old tree is a left-most subtree of the new one, its root is known already.
  if (from != 0) {
    MENSHEN_TRY(const Digest last, root_of(crypto, from, to, read));
    proof.push_back(last);
  }
  std::ranges::reverse(proof);
  return proof;
}

Result<Digest> root_from_inclusion(const Crypto& crypto, const Digest& leaf,
                                   std::uint64_t index, std::uint64_t size,
                                   std::span<const Digest> path) {
  if (index >= size) return fail(Code::invalid_input, "the entry is not within the tree");
  std::uint64_t at = index;
  std::uint64_t last = size - 1;
  Digest root = leaf;
  for (const Digest& sibling : path) {
    if (last == 0) return fail(Code::invalid_input, "the path is too long for the tree");
    if ((at & 1U) != 0 || at == last) {
      root = node_hash(crypto, sibling, root);
      pass_lone_parents(at, last);
    } else {
      root = node_hash(crypto, root, sibling);
    }
    at >>= 1U;
    last >>= 1U;
  }
  if (last != 0) return fail(Code::invalid_input, "the path is too short for the tree");
  return root;
}

bool is_consistent(const Crypto& crypto, const TreeHead& from, const TreeHead& to,
                   std::span<const Digest> proof) {
  if (from.size > to.size) return false;
  if (from.size == to.size) return proof.empty() && from.root == to.root;
  if (from.size == 0) return proof.empty() && from.root == crypto.sha256({});
  std::uint64_t at = from.size - 1;
  std::uint64_t last = to.size - 1;
  while ((at & 1U) != 0) {
    at >>= 1U;
    last >>= 1U;
  }
  Digest start = from.root;
  // A proof starts with the old root unless it is a node of the new tree itself.
  if (!std::has_single_bit(from.size)) {
    if (proof.empty()) return false;
    start = proof.front();
    proof = proof.subspan(1);
  }
  Digest old_root = start;
  Digest new_root = start;
  for (const Digest& sibling : proof) {
    if (last == 0) return false;
    if ((at & 1U) != 0 || at == last) {
      old_root = node_hash(crypto, sibling, old_root);
      new_root = node_hash(crypto, sibling, new_root);
      pass_lone_parents(at, last);
    } else {
      new_root = node_hash(crypto, new_root, sibling);
    }
    at >>= 1U;
    last >>= 1U;
  }
  return last == 0 && old_root == from.root && new_root == to.root;
}

}  // namespace menshen::ledger
