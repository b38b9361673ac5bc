// SHA-256 and Ed25519, as the formats use them. The only header that stands between this
// program and its crypto library.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

using Digest = std::array<std::uint8_t, 32>;
using PublicKey = std::array<std::uint8_t, 32>;

inline constexpr std::size_t kSignatureBytes = 64;

[[nodiscard]] Digest sha256(View bytes);

// RFC 6962, section 2.1: SHA-256(0x00 | entry) and SHA-256(0x01 | left | right).
[[nodiscard]] Digest leaf_hash(View entry);
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);

// Whether the 32 bytes are the one encoding of a y-coordinate, and of no point of small order,
// under which a signature would hold for many messages or keys. Whether there is such a point
// on the curve is not asked here.
[[nodiscard]] bool is_sound_point(View encoded);

// RFC 8032, with S below the order of the group, and a sound key and R.
[[nodiscard]] bool is_signed(const PublicKey& key, View message, View signature);

}  // namespace menshen::menshen_verify
