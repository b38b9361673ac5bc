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

namespace menshen::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeyFileBytesMax = 1024;

void wipe_text(std::string& text) { wipe(std::as_writable_bytes(std::span(text))); }

KeyPair pair_of(const SigningKey& key, const MakeSigner& make_signer, KeyKind kind) {
  KeyPair pair{.key = {.name = key.name, .kind = kind}, .signer = make_signer(key.seed)};
  pair.key.key = pair.signer->public_key();
  return pair;
}

// A file's key is one of notes, whatever it is used for.
KeyId id_in_file(const VerifierKey& key, const Crypto& crypto) {
  return key_id({.name = key.name, .kind = KeyKind::ed25519, .key = key.key}, crypto);
}

Result<> write_key(Files& files, const fs::path& file, const SigningKey& key) {
  std::string text = to_text(key) + "\n";
  auto done = replace_whole(files, file, text);
  wipe_text(text);
  return done;
}

}  // namespace

Result<KeyPair> read_key(Files& files, const Crypto& crypto, const MakeSigner& make_signer,
                         const fs::path& file, KeyKind kind) {
  MENSHEN_TRY(auto text, read_whole(files, file, kKeyFileBytesMax));
  const bool has_end = text.ends_with('\n');
  const auto key =
      parse_signing_key(std::string_view(text).substr(0, text.size() - (has_end ? 1 : 0)));
  wipe_text(text);
  if (!key) {
    return fail(Code::corrupt, fmt::format("`{}`: {}", file.string(), key.error().what));
  }
  KeyPair pair = pair_of(*key, make_signer, kind);
  if (key->id == id_in_file(pair.key, crypto)) return pair;
  return fail(Code::corrupt,
              fmt::format("`{}` holds a private key whose id is not its own", file.string()));
}

Result<KeyPair> read_or_make_key(Files& files, const Crypto& crypto,
                                 const MakeSigner& make_signer, const fs::path& file,
                                 std::string_view name, KeyKind kind) {
  if (!is_key_name(name)) {
    return fail(Code::invalid_input,
                fmt::format("not a name for a key: `{}`; use neither spaces nor `+`", name));
  }
  auto there = read_key(files, crypto, make_signer, file, kind);
  if (there && there->key.name != name) {
    return fail(Code::conflict, fmt::format("the key in `{}` is named `{}`, not `{}`",
                                            file.string(), there->key.name, name));
  }
  if (there || there.error().code != Code::not_found) return there;

  SigningKey key(std::string(name), {}, {});
  crypto.random(key.seed);
  KeyPair pair = pair_of(key, make_signer, kind);
  key.id = id_in_file(pair.key, crypto);
  if (const auto done = write_key(files, file, key); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return pair;
}

}  // namespace menshen::ledger
