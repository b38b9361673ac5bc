// The private key of a record or a witness, in a file of its own (ledger/signing_key.hpp).
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "ledger/note.hpp"
#include "ledger/sm2_note.hpp"

namespace menshen::ledger {

// Makes a signer of a seed (RFC 8032); the core has none of its own.
using MakeSigner = std::function<std::unique_ptr<Signer>(std::span<const std::byte, 32>)>;

// A key that signs, and the one that checks what it signed.
struct KeyPair {
  VerifierKey key;
  std::unique_ptr<Signer> signer;
};

// The key in `file`, to sign as `kind`. Errors: not_found; corrupt when the file holds no key;
// unavailable.
[[nodiscard]] Result<KeyPair> read_key(Files& files, const Crypto& crypto,
                                       const MakeSigner& make_signer,
                                       const std::filesystem::path& file, KeyKind kind);

// The same; when there is no file, a new key under `name` is written first, durable and
// readable by its owner alone. Errors: as read_key; conflict when the file's key has another
// name; invalid_input when it is no name of a key.
[[nodiscard]] Result<KeyPair> read_or_make_key(Files& files, const Crypto& crypto,
                                               const MakeSigner& make_signer,
                                               const std::filesystem::path& file,
                                               std::string_view name, KeyKind kind);

// As MakeSigner, of an SM2 private key; null when the bytes are none.
using MakeSm2Signer = std::function<std::unique_ptr<Sm2Signer>(std::span<const std::byte, 32>)>;

struct Sm2KeyPair {
  Sm2Key key;
  std::unique_ptr<Sm2Signer> signer;
};

// As read_key and read_or_make_key.
[[nodiscard]] Result<Sm2KeyPair> read_sm2_key(Files& files, const Crypto& crypto,
                                              const MakeSm2Signer& make_signer,
                                              const std::filesystem::path& file);
[[nodiscard]] Result<Sm2KeyPair> read_or_make_sm2_key(Files& files, const Crypto& crypto,
                                                      const MakeSm2Signer& make_signer,
                                                      const std::filesystem::path& file,
                                                      std::string_view name);

}  // namespace menshen::ledger
