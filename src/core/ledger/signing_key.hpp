// The private key of a signer of notes as text: `PRIVATE+KEY+NAME+ID+BASE64(kind | seed)`, the
// encoding of golang.org/x/mod/sumdb/note. The kind is 1 for Ed25519, kSm2Kind for SM2.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "ledger/note.hpp"

namespace menshen::ledger {

enum class KeyAlgorithm { ed25519, sm2 };

[[nodiscard]] std::string_view name_of(KeyAlgorithm algorithm) noexcept;

// What stands before the bytes of such a key in a text, private or not.
[[nodiscard]] std::span<const std::byte> kind_of(KeyAlgorithm algorithm) noexcept;

// Overwrites its seed when it goes. It has no formatter: its text is written by to_text alone.
struct SigningKey {
  using Seed = std::array<std::byte, 32>;  // private key of RFC 8032, or d of GB/T 32918.1

  SigningKey(std::string key_name, const KeyId& id_of_key, const Seed& key_seed,
             KeyAlgorithm key_algorithm = KeyAlgorithm::ed25519);
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;
  SigningKey(SigningKey&& other) noexcept;
  SigningKey& operator=(SigningKey&&) = delete;
  ~SigningKey();

  std::string name;  // is_key_name
  KeyId id;          // that of the public key; whoever has a Signer can tell with key_id
  Seed seed;
  KeyAlgorithm algorithm;
};

// The text holds the secret; the caller wipes it.
[[nodiscard]] std::string to_text(const SigningKey& key);

// Without newline. Errors: invalid_input, naming what is wrong but nothing of the text, also
// when it is a key of the other algorithm. Whether the id is that of the seed is for the caller
// to see, who has the public key.
[[nodiscard]] Result<SigningKey> parse_signing_key(
    std::string_view text, KeyAlgorithm algorithm = KeyAlgorithm::ed25519);

}  // namespace menshen::ledger
