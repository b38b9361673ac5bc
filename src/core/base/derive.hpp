// Keys from a key, one for each use, so that none says anything of another.
#pragma once

#include <string_view>

#include "base/crypto.hpp"

namespace menshen {

// HKDF-Expand of one block with SHA-256 (RFC 5869, section 2.3): `key` is uniformly random, and
// `use` is the info, which no two uses share. To be wiped by whoever asked.
[[nodiscard]] Digest derive_key(const Crypto& crypto, const Digest& key, std::string_view use);

}  // namespace menshen
