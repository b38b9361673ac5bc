// SM2's line in a signed note, beside that of Ed25519, which whoever does not know its key
// passes over (c2sp.org/signed-note).
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/sm2.hpp"
#include "ledger/note.hpp"

namespace menshen::ledger {

// C2SP assigned SM2 no kind: 0xff and an identifier of one's own stand in its place. Here the
// object identifier of SM2 signatures with SM3, 1.2.156.10197.1.501 (GM/T 0006), in DER.
inline constexpr std::array kSm2Kind = {std::byte{0xFF}, std::byte{0x06}, std::byte{0x08},
                                        std::byte{0x2A}, std::byte{0x81}, std::byte{0x1C},
                                        std::byte{0xCF}, std::byte{0x55}, std::byte{0x01},
                                        std::byte{0x83}, std::byte{0x75}};

struct Sm2Key {
  std::string name;  // is_key_name
  Sm2PublicKey key{};

  bool operator==(const Sm2Key&) const = default;
};

[[nodiscard]] KeyId key_id(const Sm2Key& key, const Crypto& crypto);
[[nodiscard]] std::string to_text(const Sm2Key& key, const Crypto& crypto);  // vkey

// `text` ends in a newline, `name` is_key_name. The signature is the 64 bytes of Sm2Signer.
[[nodiscard]] NoteSignature sign_note(std::string_view text, std::string_view name,
                                      const Sm2Signer& signer, const Crypto& crypto);

// Whether `signer` signed the note as `name`. Errors: corrupt when a signature that is said to
// be its own is not.
[[nodiscard]] Result<bool> has_signed(const Note& note, std::string_view name,
                                      const Sm2Signer& signer, const Crypto& crypto);

}  // namespace menshen::ledger
