#include "ledger/key_file.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "ledger/note.hpp"
#include "ledger/sealed_key.hpp"
#include "ledger/signing_key.hpp"
#include "ledger/sm2_note.hpp"

namespace menshen::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyFileBytesMax = 1024;

// Text that is gone when it goes out of scope.
struct SecretText {
  explicit SecretText(std::string secret) : text(std::move(secret)) {}
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  SecretText(SecretText&& other) noexcept : text(std::exchange(other.text, {})) {}
  SecretText& operator=(SecretText&&) = delete;
  ~SecretText() { wipe(std::as_writable_bytes(std::span(text))); }

  std::string text;
};

tl::unexpected<Error> damaged(const fs::path& file, std::string_view what) {
  return fail(Code::corrupt, fmt::format("`{}`: {}", file.string(), what));
}

// Asks for the key, gives it to `use`, and wipes it.
template <typename Use>
auto with_sealing_key(const KeyFile& file, const Use& use) -> decltype(use(Digest{})) {
  auto key = file.sealing_key();
  if (!key) {
    return tl::unexpected<Error>(in_context(
        key.error(), fmt::format("the key that `{}` is sealed under", file.path.string())));
  }
  auto used = use(*key);
  wipe(*key);
  return used;
}

// What is particular to keys of Ed25519.
struct Ed25519Keys {
  using Pair = KeyPair;
  static constexpr KeyAlgorithm kAlgorithm = KeyAlgorithm::ed25519;

  const MakeSigner& make_signer;
  KeyKind kind;

  [[nodiscard]] KeyPair pair_of(const SigningKey& key) const {
    KeyPair pair{.key = {.name = key.name, .kind = kind}, .signer = make_signer(key.seed)};
    pair.key.key = pair.signer->public_key();
    return pair;
  }
  [[nodiscard]] VerifierKey public_half(const SealedKey& sealed) const {
    VerifierKey key{.name = sealed.name, .kind = kind};
    std::ranges::copy(sealed.public_key, key.key.begin());
    return key;
  }
  // A file's key is one of notes, whatever it is used for.
  [[nodiscard]] static KeyId id_in_file(const VerifierKey& key, const Crypto& crypto) {
    return key_id({.name = key.name, .kind = KeyKind::ed25519, .key = key.key}, crypto);
  }
};

// What is particular to keys of SM2, which not all bytes are.
struct Sm2Keys {
  using Pair = Sm2KeyPair;
  static constexpr KeyAlgorithm kAlgorithm = KeyAlgorithm::sm2;

  const MakeSm2Signer& make_signer;

  [[nodiscard]] Sm2KeyPair pair_of(const SigningKey& key) const {
    Sm2KeyPair pair{.key = {.name = key.name}, .signer = make_signer(key.seed)};
    if (pair.signer) pair.key.key = pair.signer->public_key();
    return pair;
  }
  [[nodiscard]] static Sm2Key public_half(const SealedKey& sealed) {
    Sm2Key key{.name = sealed.name};
    std::ranges::copy(sealed.public_key, key.key.begin());
    return key;
  }
  [[nodiscard]] static KeyId id_in_file(const Sm2Key& key, const Crypto& crypto) {
    return key_id(key, crypto);
  }
};

Result<SecretText> read_text(const KeyFile& file) {
  MENSHEN_TRY(auto text, read_whole(file.files, file.path, kKeyFileBytesMax));
  if (text.ends_with('\n')) text.pop_back();
  return SecretText(std::move(text));
}

Result<SigningKey> read_open(const KeyFile& file, KeyAlgorithm algorithm) {
  MENSHEN_TRY(const SecretText secret, read_text(file));
  if (is_sealed_key(secret.text)) {
    return fail(Code::conflict,
                fmt::format("`{}` is sealed, and a key that lies open was expected",
                            file.path.string()));
  }
  auto key = parse_signing_key(secret.text, algorithm);
  if (key) return std::move(*key);
  return damaged(file.path, key.error().what);
}

// Whoever can write the file could put a key of their own in its place, if one that lies open
// were taken.
Result<SealedKey> read_sealed(const KeyFile& file, KeyAlgorithm algorithm) {
  MENSHEN_TRY(const SecretText secret, read_text(file));
  if (parse_signing_key(secret.text, algorithm)) {
    return fail(Code::conflict,
                fmt::format("the key in `{}` lies open, and only one that is sealed is taken; "
                            "bring the sealed one back, or begin a new record",
                            file.path.string()));
  }
  auto key = parse_sealed_key(secret.text, algorithm, file.crypto);
  if (key) return std::move(*key);
  return damaged(file.path, key.error().what);
}

Result<SigningKey> open_sealed(const KeyFile& file, const SealedKey& sealed) {
  return with_sealing_key(file, [&](const Digest& sealing_key) -> Result<SigningKey> {
    auto key = open_key(sealed, sealing_key, file.crypto);
    if (key) return key;
    return damaged(file.path, "it was changed, or is sealed under another key");
  });
}

template <typename Keys>
Result<typename Keys::Pair> pair_of(const KeyFile& file, const Keys& keys,
                                    const SigningKey& key) {
  auto pair = keys.pair_of(key);
  if (pair.signer && key.id == Keys::id_in_file(pair.key, file.crypto)) return pair;
  return fail(Code::corrupt, fmt::format("`{}` holds a private key whose id is not its own",
                                         file.path.string()));
}

// Sealed, if there is a key to seal it under.
Result<> write_key(const KeyFile& file, const SigningKey& key,
                   std::span<const std::byte> public_key) {
  if (file.sealing_key) {
    return with_sealing_key(file, [&](const Digest& sealing_key) {
      const auto sealed = seal_key(key, public_key, sealing_key, file.crypto);
      return replace_whole(file.files, file.path, to_text(sealed, file.crypto) + "\n");
    });
  }
  SecretText secret(to_text(key));
  secret.text += '\n';
  return replace_whole(file.files, file.path, secret.text);
}

template <typename Keys>
Result<typename Keys::Pair> make(const KeyFile& file, const Keys& keys, std::string_view name) {
  SigningKey key(std::string(name), {}, {}, Keys::kAlgorithm);
  typename Keys::Pair pair;
  while (!pair.signer) {
    file.crypto.random(key.seed);
    pair = keys.pair_of(key);
  }
  key.id = Keys::id_in_file(pair.key, file.crypto);
  if (const auto done = write_key(file, key, pair.key.key); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return pair;
}

template <typename Keys>
Result<typename Keys::Pair> read(const KeyFile& file, const Keys& keys) {
  if (!file.sealing_key) {
    MENSHEN_TRY(const auto key, read_open(file, Keys::kAlgorithm));
    return pair_of(file, keys, key);
  }
  MENSHEN_TRY(const auto sealed, read_sealed(file, Keys::kAlgorithm));
  MENSHEN_TRY(const auto key, open_sealed(file, sealed));
  return pair_of(file, keys, key);
}

template <typename Keys>
Result<typename Keys::Pair> read_or_make(const KeyFile& file, const Keys& keys,
                                         std::string_view name) {
  if (!is_key_name(name)) {
    return fail(Code::invalid_input,
                fmt::format("not a name for a key: `{}`; use neither spaces nor `+`", name));
  }
  // A sealing key that is not found is no reason to make another.
  const auto text = read_text(file);
  if (!text && text.error().code == Code::not_found) return make(file, keys, name);
  MENSHEN_TRY(auto pair, read(file, keys));
  if (pair.key.name == name) return pair;
  return fail(Code::conflict, fmt::format("the key in `{}` is named `{}`, not `{}`",
                                          file.path.string(), pair.key.name, name));
}

template <typename Keys>
Result<decltype(Keys::Pair::key)> read_public(const KeyFile& file, const Keys& keys) {
  if (!file.sealing_key) {
    MENSHEN_TRY(const auto pair, read(file, keys));
    return pair.key;
  }
  MENSHEN_TRY(const auto sealed, read_sealed(file, Keys::kAlgorithm));
  return keys.public_half(sealed);
}

}  // namespace

Result<KeyPair> read_key(const KeyFile& file, const MakeSigner& make_signer, KeyKind kind) {
  return read(file, Ed25519Keys{make_signer, kind});
}

Result<KeyPair> read_or_make_key(const KeyFile& file, const MakeSigner& make_signer,
                                 std::string_view name, KeyKind kind) {
  return read_or_make(file, Ed25519Keys{make_signer, kind}, name);
}

Result<VerifierKey> read_verifier_key(const KeyFile& file, const MakeSigner& make_signer,
                                      KeyKind kind) {
  return read_public(file, Ed25519Keys{make_signer, kind});
}

Result<Sm2KeyPair> read_sm2_key(const KeyFile& file, const MakeSm2Signer& make_signer) {
  return read(file, Sm2Keys{make_signer});
}

Result<Sm2KeyPair> read_or_make_sm2_key(const KeyFile& file, const MakeSm2Signer& make_signer,
                                        std::string_view name) {
  return read_or_make(file, Sm2Keys{make_signer}, name);
}

Result<Sm2Key> read_sm2_verifier_key(const KeyFile& file, const MakeSm2Signer& make_signer) {
  return read_public(file, Sm2Keys{make_signer});
}

}  // namespace menshen::ledger
