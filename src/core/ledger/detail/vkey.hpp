// Ids and texts of keys of whatever kind (c2sp.org/signed-note).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "ledger/note.hpp"

namespace menshen::ledger {

// `material` is what a vkey carries: the kind, then the public key. The id is the first four
// bytes of SHA-256(name | newline | material).
[[nodiscard]] KeyId key_id(std::string_view name, std::span<const std::byte> material,
                           const Crypto& crypto);

// NAME+KEYID+BASE64(material)
[[nodiscard]] std::string vkey(std::string_view name, std::span<const std::byte> material,
                               const Crypto& crypto);

}  // namespace menshen::ledger
