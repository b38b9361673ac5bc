// The private key of a signer of notes with its seed sealed, as two lines of text:
//
//   SEALED+KEY+NAME+ID+BASE64(kind | public key)
//   BASE64(the seed, as Crypto::seal writes it)
//
// The first says whose key it is to whoever may read the file; the second is bound to it, and
// opens beside no other.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/signing_key.hpp"

namespace menshen::ledger {

struct SealedKey {
  std::string name;  // is_key_name
  KeyAlgorithm algorithm{};
  std::vector<std::byte> public_key;  // as many bytes as one of the algorithm has
  std::vector<std::byte> sealed;      // the seed

  bool operator==(const SealedKey&) const = default;
};

// `public_key` is that of `key`.
[[nodiscard]] SealedKey seal_key(const SigningKey& key, std::span<const std::byte> public_key,
                                 const Digest& sealing_key, const Crypto& crypto);

// Errors: corrupt when it was sealed under another key, or anything of it was changed.
[[nodiscard]] Result<SigningKey> open_key(const SealedKey& key, const Digest& sealing_key,
                                          const Crypto& crypto);

// Without newline at the end.
[[nodiscard]] std::string to_text(const SealedKey& key, const Crypto& crypto);

// Whether the text can be a sealed key, rather than one that lies open.
[[nodiscard]] bool is_sealed_key(std::string_view text) noexcept;

// Errors: invalid_input, naming what is wrong, also when it is a key of the other algorithm.
[[nodiscard]] Result<SealedKey> parse_sealed_key(std::string_view text, KeyAlgorithm algorithm,
                                                 const Crypto& crypto);

}  // namespace menshen::ledger
