// The tree over a record's entries (RFC 6962, section 2.1).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "menshen_verify/detail/hash.hpp"

namespace menshen::menshen_verify {

// No tree that can be counted is higher.
inline constexpr std::size_t kPathMax = 53;

// The root that the path leads to (RFC 9162, section 2.1.3.2); nothing when no tree of that
// size has such a path.
[[nodiscard]] std::optional<Digest> root_from_path(const Digest& leaf, std::uint64_t index,
                                                   std::uint64_t size,
                                                   std::span<const Digest> path);

// The root over at least one node, by pairs from the left; one that is left over goes up as it
// is. Overwrites `nodes`.
[[nodiscard]] Digest root_over(std::span<Digest> nodes);

}  // namespace menshen::menshen_verify
