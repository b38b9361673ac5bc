#include "ledger/key_file.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/whole_file.hpp"
#include "base/wipe.hpp"
#include "ledger/note.hpp"
#include "ledger/signing_key.hpp"
#include "ledger/sm2_note.hpp"

namespace menshen::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyFileBytesMax = 1024;

void wipe_text(std::string& text) { wipe(std::as_writable_bytes(std::span(text))); }

Result<> write_key(Files& files, const fs::path& file, const SigningKey& key) {
  std::string text = to_text(key) + "\n";
  auto done = replace_whole(files, file, text);
  wipe_text(text);
  return done;
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
  [[nodiscard]] static KeyId id_in_file(const Sm2Key& key, const Crypto& crypto) {
    return key_id(key, crypto);
  }
};

template <typename Keys>
Result<typename Keys::Pair> read(Files& files, const Crypto& crypto, const Keys& keys,
                                 const fs::path& file) {
  MENSHEN_TRY(auto text, read_whole(files, file, kKeyFileBytesMax));
  const bool has_end = text.ends_with('\n');
  const auto key = parse_signing_key(
      std::string_view(text).substr(0, text.size() - (has_end ? 1 : 0)), Keys::kAlgorithm);
  wipe_text(text);
  if (!key) {
    return fail(Code::corrupt, fmt::format("`{}`: {}", file.string(), key.error().what));
  }
  auto pair = keys.pair_of(*key);
  if (pair.signer && key->id == Keys::id_in_file(pair.key, crypto)) return pair;
  return fail(Code::corrupt,
              fmt::format("`{}` holds a private key whose id is not its own", file.string()));
}

template <typename Keys>
Result<typename Keys::Pair> read_or_make(Files& files, const Crypto& crypto, const Keys& keys,
                                         const fs::path& file, std::string_view name) {
  if (!is_key_name(name)) {
    return fail(Code::invalid_input,
                fmt::format("not a name for a key: `{}`; use neither spaces nor `+`", name));
  }
  auto there = read(files, crypto, keys, file);
  if (there && there->key.name != name) {
    return fail(Code::conflict, fmt::format("the key in `{}` is named `{}`, not `{}`",
                                            file.string(), there->key.name, name));
  }
  if (there || there.error().code != Code::not_found) return there;

  SigningKey key(std::string(name), {}, {}, Keys::kAlgorithm);
  typename Keys::Pair pair;
  while (!pair.signer) {
    crypto.random(key.seed);
    pair = keys.pair_of(key);
  }
  key.id = Keys::id_in_file(pair.key, crypto);
  if (const auto done = write_key(files, file, key); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return pair;
}

}  // namespace

Result<KeyPair> read_key(Files& files, const Crypto& crypto, const MakeSigner& make_signer,
                         const fs::path& file, KeyKind kind) {
  return read(files, crypto, Ed25519Keys{make_signer, kind}, file);
}

Result<KeyPair> read_or_make_key(Files& files, const Crypto& crypto,
                                 const MakeSigner& make_signer, const fs::path& file,
                                 std::string_view name, KeyKind kind) {
  return read_or_make(files, crypto, Ed25519Keys{make_signer, kind}, file, name);
}

Result<Sm2KeyPair> read_sm2_key(Files& files, const Crypto& crypto,
                                const MakeSm2Signer& make_signer, const fs::path& file) {
  return read(files, crypto, Sm2Keys{make_signer}, file);
}

Result<Sm2KeyPair> read_or_make_sm2_key(Files& files, const Crypto& crypto,
                                        const MakeSm2Signer& make_signer, const fs::path& file,
                                        std::string_view name) {
  return read_or_make(files, crypto, Sm2Keys{make_signer}, file, name);
}

}  // namespace menshen::ledger
