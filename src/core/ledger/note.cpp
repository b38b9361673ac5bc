#include "ledger/note.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/base64.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "ledger/detail/note_text.hpp"
#include "ledger/detail/text_fields.hpp"
#include "ledger/detail/vkey.hpp"

namespace menshen::ledger {
namespace {

constexpr std::string_view kSignatureStart = "— ";  // em dash, U+2014
constexpr std::size_t kTimeBytes = 8;               // before a cosignature, big-endian

std::span<const std::byte> raw(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// kind | public key: what a vkey carries, and its id is made of.
std::vector<std::byte> key_material(const VerifierKey& key) {
  std::vector<std::byte> bytes{static_cast<std::byte>(key.kind)};
  bytes.insert(bytes.end(), key.key.begin(), key.key.end());
  return bytes;
}

// What a witness signs (c2sp.org/tlog-cosignature, Ed25519 signed message).
std::string cosigned_message(std::uint64_t time, std::string_view text) {
  return fmt::format("cosignature/v1\ntime {}\n{}", time, text);
}

Result<NoteSignature> parse_signature_line(std::string_view line) {
  if (!line.starts_with(kSignatureStart)) {
    return fail(Code::invalid_input, "a signature line that does not begin with `— `");
  }
  line.remove_prefix(kSignatureStart.size());
  const std::size_t space = line.find(' ');
  const std::string_view name = line.substr(0, space);
  if (space == std::string_view::npos || !is_key_name(name)) {
    return fail(Code::invalid_input, "a signature line without the name of a key");
  }
  MENSHEN_TRY(const auto bytes, from_base64(line.substr(space + 1)));
  NoteSignature signature{.name = std::string(name), .id = {}, .bytes = {}};
  if (bytes.size() <= signature.id.size()) {
    return fail(Code::invalid_input, "a signature line without a signature");
  }
  const auto behind_id =
      std::ranges::copy_n(bytes.begin(), std::ssize(signature.id), signature.id.begin());
  signature.bytes.assign(behind_id.in, bytes.end());
  return signature;
}

bool is_good(const NoteSignature& signature, std::string_view text, const VerifierKey& key,
             const Crypto& crypto) {
  Signature bytes{};
  const std::size_t before = key.kind == KeyKind::cosignature ? kTimeBytes : 0;
  if (signature.bytes.size() != before + bytes.size()) return false;
  const auto all = std::span(signature.bytes);
  std::ranges::copy(all.subspan(before), bytes.begin());
  if (key.kind == KeyKind::ed25519) return crypto.is_signed(key.key, raw(text), bytes);
  std::uint64_t time = 0;
  for (const std::byte byte : all.first(before)) {
    time = (time << 8U) | std::to_integer<std::uint64_t>(byte);
  }
  constexpr std::uint64_t kTimeMax = (std::uint64_t{1} << 63U) - 1;
  return time <= kTimeMax &&
         crypto.is_signed(key.key, raw(cosigned_message(time, text)), bytes);
}

}  // namespace

KeyId key_id(const VerifierKey& key, const Crypto& crypto) {
  return key_id(key.name, key_material(key), crypto);
}

std::string to_text(const VerifierKey& key, const Crypto& crypto) {
  return vkey(key.name, key_material(key), crypto);
}

Result<VerifierKey> parse_verifier_key(std::string_view text, const Crypto& crypto) {
  const std::size_t name_end = text.find('+');
  const std::size_t id_end =
      text.find('+', name_end == std::string_view::npos ? name_end : name_end + 1);
  if (id_end == std::string_view::npos) {
    return fail(Code::invalid_input, "not a key of the form `name+id+base64`");
  }
  VerifierKey key{.name = std::string(text.substr(0, name_end))};
  if (!is_key_name(key.name)) {
    return fail(Code::invalid_input, "a name that no key may have");
  }
  MENSHEN_TRY(const auto material, from_base64(text.substr(id_end + 1)));
  if (material.size() != 1 + key.key.size()) {
    return fail(Code::invalid_input, fmt::format("key material of {} bytes, not {}",
                                                 material.size(), 1 + key.key.size()));
  }
  key.kind = static_cast<KeyKind>(material.front());
  if (key.kind != KeyKind::ed25519 && key.kind != KeyKind::cosignature) {
    return fail(Code::invalid_input, "a key of an unknown kind");
  }
  std::copy(material.begin() + 1, material.end(), key.key.begin());
  if (to_text(key, crypto) != text) {
    return fail(Code::invalid_input, "a key whose id is not that of its name and its bytes");
  }
  return key;
}

Result<Note> parse_note(std::string_view note) {
  if (note.size() > kNoteBytesMax) {
    return fail(Code::invalid_input,
                fmt::format("a note of more than {} bytes", kNoteBytesMax));
  }
  const std::size_t empty_line = note.rfind("\n\n");
  if (empty_line == std::string_view::npos) {
    return fail(Code::invalid_input, "a note without an empty line before its signatures");
  }
  const std::string_view text = note.substr(0, empty_line + 1);
  if (!is_note_text(text)) {
    return fail(Code::invalid_input, "a note with control characters, or not in UTF-8");
  }
  MENSHEN_TRY(auto signatures, parse_signature_lines(note.substr(empty_line + 2)));
  return Note{.text = std::string(text), .signatures = std::move(signatures)};
}

std::string to_line(const NoteSignature& signature) {
  std::vector<std::byte> bytes(signature.id.begin(), signature.id.end());
  bytes.insert(bytes.end(), signature.bytes.begin(), signature.bytes.end());
  return fmt::format("{}{} {}\n", kSignatureStart, signature.name, to_base64(bytes));
}

std::string to_text(const Note& note) {
  std::string text = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) text += to_line(signature);
  return text;
}

Result<std::vector<NoteSignature>> parse_signature_lines(std::string_view lines) {
  if (lines.size() > kNoteBytesMax) {
    return fail(Code::invalid_input,
                fmt::format("signatures of more than {} bytes", kNoteBytesMax));
  }
  std::vector<NoteSignature> signatures;
  while (signatures.empty() || !lines.empty()) {
    if (signatures.size() == kNoteSignaturesMax) {
      return fail(Code::invalid_input,
                  fmt::format("more than {} signatures", kNoteSignaturesMax));
    }
    MENSHEN_TRY(const std::string_view line, take_line(lines));
    MENSHEN_TRY(auto signature, parse_signature_line(line));
    signatures.push_back(std::move(signature));
  }
  return signatures;
}

NoteSignature sign_note(std::string_view text, std::string_view name, const Signer& signer,
                        const Crypto& crypto) {
  MENSHEN_ASSERT(text.ends_with('\n') && is_key_name(name));
  const VerifierKey key{.name = std::string(name), .key = signer.public_key()};
  const Signature signature = signer.sign(raw(text));
  return {.name = key.name,
          .id = key_id(key, crypto),
          .bytes = {signature.begin(), signature.end()}};
}

NoteSignature cosign(std::string_view text, std::string_view name, Instant at,
                     const Signer& signer, const Crypto& crypto) {
  MENSHEN_ASSERT(text.ends_with('\n') && is_key_name(name));
  const VerifierKey key{
      .name = std::string(name), .kind = KeyKind::cosignature, .key = signer.public_key()};
  // The format has no time before 1970; a clock that stands there tells no time at all.
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
  const auto time = static_cast<std::uint64_t>(std::max<std::int64_t>(seconds, 0));
  const Signature signature = signer.sign(raw(cosigned_message(time, text)));
  NoteSignature cosignature{.name = key.name, .id = key_id(key, crypto), .bytes = {}};
  cosignature.bytes.reserve(kTimeBytes + signature.size());
  for (std::size_t i = kTimeBytes; i > 0; --i) {
    cosignature.bytes.push_back(static_cast<std::byte>((time >> (8 * (i - 1))) & 0xFFU));
  }
  cosignature.bytes.insert(cosignature.bytes.end(), signature.begin(), signature.end());
  return cosignature;
}

Result<std::size_t> count_signers(const Note& note, std::span<const VerifierKey> keys,
                                  const Crypto& crypto) {
  std::size_t signers = 0;
  for (const VerifierKey& key : keys) {
    const KeyId id = key_id(key, crypto);
    bool has_signed = false;
    for (const NoteSignature& signature : note.signatures) {
      if (signature.name != key.name || signature.id != id) continue;
      if (!is_good(signature, note.text, key, crypto)) {
        return fail(Code::corrupt, fmt::format("a signature that is not of the key `{}+{}`",
                                               key.name, to_hex(id)));
      }
      has_signed = true;
    }
    if (has_signed) ++signers;
  }
  return signers;
}

}  // namespace menshen::ledger
