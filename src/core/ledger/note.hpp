// Signed notes (c2sp.org/signed-note): text that ends in a newline, an empty line, and lines
// `— NAME BASE64(key id | signature)`; the keys that sign and check them; cosignatures of
// witnesses (c2sp.org/tlog-cosignature).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"

namespace menshen::ledger {

// What a key signs: the text itself, or the text with the time at which a witness saw it.
enum class KeyKind : std::uint8_t {
  ed25519 = 0x01,
  cosignature = 0x04,
};

// Whether a key may have the name: UTF-8, not empty, with neither spaces (Unicode property
// White_Space) nor control characters nor `+`. Functions that sign take no other name.
[[nodiscard]] bool is_key_name(std::string_view name) noexcept;

// A key that checks notes: `NAME+KEYID+BASE64(kind | public key)`, a vkey.
struct VerifierKey {
  std::string name;  // is_key_name
  KeyKind kind = KeyKind::ed25519;
  PublicKey key{};

  bool operator==(const VerifierKey&) const = default;
};

// The first four bytes of SHA-256(name | newline | kind | public key).
using KeyId = std::array<std::byte, 4>;
[[nodiscard]] KeyId key_id(const VerifierKey& key, const Crypto& crypto);

[[nodiscard]] std::string to_text(const VerifierKey& key, const Crypto& crypto);

// Errors: invalid_input, naming what is wrong, when it is no vkey of a known kind.
[[nodiscard]] Result<VerifierKey> parse_verifier_key(std::string_view text,
                                                     const Crypto& crypto);

struct NoteSignature {
  std::string name;
  KeyId id{};
  std::vector<std::byte> bytes;  // behind the key id

  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;
};

inline constexpr std::size_t kNoteBytesMax = 65'536;
inline constexpr std::size_t kNoteSignaturesMax = 64;

// Errors: invalid_input when it is not of the format, or larger than the limits.
[[nodiscard]] Result<Note> parse_note(std::string_view note);

[[nodiscard]] std::string to_text(const Note& note);
[[nodiscard]] std::string to_line(const NoteSignature& signature);  // `— … \n`

// Reads lines as an answer of a witness has them; at least one. Errors: as parse_note.
[[nodiscard]] Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view lines);

// `text` ends in a newline.
[[nodiscard]] NoteSignature sign_note(std::string_view text, std::string_view name,
                                      const Signer& signer, const Crypto& crypto);

// `at` in whole seconds stands in the signature and is signed with the text.
[[nodiscard]] NoteSignature cosign(std::string_view text, std::string_view name, Instant at,
                                   const Signer& signer, const Crypto& crypto);

// How many of `keys` signed the note. Signatures of others are passed over. Errors: corrupt
// when a signature that is said to be of one of them is not.
[[nodiscard]] Result<std::size_t> count_signers(const Note& note,
                                                std::span<const VerifierKey> keys,
                                                const Crypto& crypto);

}  // namespace menshen::ledger
