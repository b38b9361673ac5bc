#include "ledger/sm2_note.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "ledger/detail/vkey.hpp"
#include "ledger/note.hpp"

namespace menshen::ledger {
namespace {

std::span<const std::byte> raw(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

using Material = std::array<std::byte, kSm2Kind.size() + std::tuple_size_v<Sm2PublicKey>>;

Material key_material(const Sm2Key& key) {
  Material material{};
  std::ranges::copy(key.key, std::ranges::copy(kSm2Kind, material.begin()).out);
  return material;
}

bool is_good(const NoteSignature& signature, std::string_view text, const Sm2Signer& signer) {
  Signature bytes{};
  if (signature.bytes.size() != bytes.size()) return false;
  std::ranges::copy(signature.bytes, bytes.begin());
  return signer.is_signed(raw(text), bytes);
}

}  // namespace

KeyId key_id(const Sm2Key& key, const Crypto& crypto) {
  return key_id(key.name, key_material(key), crypto);
}

std::string to_text(const Sm2Key& key, const Crypto& crypto) {
  return vkey(key.name, key_material(key), crypto);
}

NoteSignature sign_note(std::string_view text, std::string_view name, const Sm2Signer& signer,
                        const Crypto& crypto) {
  MENSHEN_ASSERT(text.ends_with('\n') && is_key_name(name));
  const Sm2Key key{.name = std::string(name), .key = signer.public_key()};
  const Signature signature = signer.sign(raw(text));
  return {.name = key.name,
          .id = key_id(key, crypto),
          .bytes = {signature.begin(), signature.end()}};
}

Result<bool> has_signed(const Note& note, std::string_view name, const Sm2Signer& signer,
                        const Crypto& crypto) {
  const KeyId id = key_id({.name = std::string(name), .key = signer.public_key()}, crypto);
  bool found = false;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != name || signature.id != id) continue;
    if (!is_good(signature, note.text, signer)) {
      return fail(Code::corrupt, fmt::format("a signature that is not of the SM2 key `{}+{}`",
                                             name, to_hex(id)));
    }
    found = true;
  }
  return found;
}

}  // namespace menshen::ledger
