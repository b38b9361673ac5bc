// The private key of a record or a witness, in a file of its own: sealed
// (ledger/sealed_key.hpp) where there is a key to seal it under, and else open
// (ledger/signing_key.hpp).
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

// Gives the key that seeds are sealed under, and is asked only where one is sealed or opened.
// What it gave is wiped.
using SealingKey = std::function<Result<Digest>()>;

struct KeyFile {
  Files& files;
  const Crypto& crypto;
  std::filesystem::path path;
  SealingKey sealing_key = nullptr;  // none for a key that lies open; the other is not taken
};

// Makes a signer of a seed (RFC 8032); the core has none of its own.
using MakeSigner = std::function<std::unique_ptr<Signer>(std::span<const std::byte, 32>)>;

// A key that signs, and the one that checks what it signed.
struct KeyPair {
  VerifierKey key;
  std::unique_ptr<Signer> signer;
};

// The key in the file, to sign as `kind`. Errors: not_found when there is no file; corrupt when
// it holds no key, or was changed, or is sealed under another key; conflict when it is sealed
// and there is no sealing key, or lies open and there is one; those of the sealing key;
// unavailable.
[[nodiscard]] Result<KeyPair> read_key(const KeyFile& file, const MakeSigner& make_signer,
                                       KeyKind kind);

// The same; when there is no file, a new key under `name` is written first, durable and
// readable by its owner alone. Errors: as read_key; conflict when the file's key has another
// name; invalid_input when it is no name of a key; exhausted.
[[nodiscard]] Result<KeyPair> read_or_make_key(const KeyFile& file,
                                               const MakeSigner& make_signer,
                                               std::string_view name, KeyKind kind);

// The public half alone, which asks for no sealing key: nothing says that it is the one of the
// seed. Errors: as read_key, but those of the sealing key.
[[nodiscard]] Result<VerifierKey> read_verifier_key(const KeyFile& file,
                                                    const MakeSigner& make_signer,
                                                    KeyKind kind);

// As MakeSigner, of an SM2 private key; null when the bytes are none.
using MakeSm2Signer = std::function<std::unique_ptr<Sm2Signer>(std::span<const std::byte, 32>)>;

struct Sm2KeyPair {
  Sm2Key key;
  std::unique_ptr<Sm2Signer> signer;
};

// As read_key, read_or_make_key and read_verifier_key.
[[nodiscard]] Result<Sm2KeyPair> read_sm2_key(const KeyFile& file,
                                              const MakeSm2Signer& make_signer);
[[nodiscard]] Result<Sm2KeyPair> read_or_make_sm2_key(const KeyFile& file,
                                                      const MakeSm2Signer& make_signer,
                                                      std::string_view name);
[[nodiscard]] Result<Sm2Key> read_sm2_verifier_key(const KeyFile& file,
                                                   const MakeSm2Signer& make_signer);

}  // namespace menshen::ledger
