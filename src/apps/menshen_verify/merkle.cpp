#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/merkle.hpp"

namespace menshen::menshen_verify {

std::optional<Digest> root_from_path(const Digest& leaf, std::uint64_t index,
                                     std::uint64_t size, std::span<const Digest> path) {
  if (index >= size) return std::nullopt;
  std::uint64_t last = size - 1;
  Digest root = leaf;
  for (const Digest& sibling : path) {
    if (last == 0) return std::nullopt;
    const bool is_right = (index & 1U) != 0;
    if (is_right || index == last) {
      root = node_hash(sibling, root);
      // On the right edge of the tree, levels without a sibling are passed over.
      while (!is_right && (index & 1U) == 0 && index != 0) {
        index >>= 1U;
        last >>= 1U;
      }
    } else {
      root = node_hash(root, sibling);
    }
    index >>= 1U;
    last >>= 1U;
  }
  return last == 0 ? std::optional(root) : std::nullopt;
}

Digest root_over(std::span<Digest> nodes) {
  std::size_t count = nodes.size();
  while (count > 1) {
    for (std::size_t i = 0; i + 1 < count; i += 2) {
      nodes[i / 2] = node_hash(nodes[i], nodes[i + 1]);
    }
    if (count % 2 != 0) nodes[count / 2] = nodes[count - 1];
    count = (count + 1) / 2;
  }
  return nodes.front();
}

}  // namespace menshen::menshen_verify
