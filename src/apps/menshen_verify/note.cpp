#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/note.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/finding.hpp"
#include "menshen_verify/policy.hpp"
#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {
namespace {

constexpr std::size_t kSignaturesMax = 64;
constexpr std::string_view kDash = "\xe2\x80\x94 ";  // an em dash and a space

bool has_control(std::string_view text) {
  return std::ranges::any_of(
      text, [](char c) { return static_cast<std::uint8_t>(c) < 0x20 && c != '\n'; });
}

// `— NAME BASE64`
std::optional<NoteSignature> read_signature(std::string_view line) {
  NoteSignature signature;
  if (!line.starts_with(kDash)) return std::nullopt;
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  signature.name = line.substr(0, space);
  const auto bytes = read_base64(line.substr(space + 1));
  if (!is_key_name(signature.name) || !bytes || bytes->size() <= signature.id.size()) {
    return std::nullopt;
  }
  const auto behind = bytes->begin() + static_cast<std::ptrdiff_t>(signature.id.size());
  std::copy(bytes->begin(), behind, signature.id.begin());
  signature.bytes.assign(behind, bytes->end());
  return signature;
}

const NoteSignature* signature_of(const VerifierKey& key, const Note& note) {
  const auto found = std::ranges::find_if(note.signatures, [&key](const auto& signature) {
    return signature.name == key.name && signature.id == key.id;
  });
  return found == note.signatures.end() ? nullptr : &*found;
}

// The time of a cosignature that holds.
std::optional<std::uint64_t> cosigned_at(const NoteSignature& signature, std::string_view text,
                                         const VerifierKey& key) {
  constexpr std::size_t kTimeBytes = 8;
  if (signature.bytes.size() != kTimeBytes + kSignatureBytes) return std::nullopt;
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < kTimeBytes; ++i) time = (time << 8U) | signature.bytes[i];
  std::string signed_text = "cosignature/v1\ntime " + std::to_string(time) + "\n";
  signed_text += text;
  const View bytes = signature.bytes;
  if (time > kNumberMax ||
      !is_signed(key.key, as_bytes(signed_text), bytes.subspan(kTimeBytes))) {
    return std::nullopt;
  }
  return time;
}

tl::unexpected<Fault> fault(Verdict verdict, std::string why) {
  return tl::unexpected(Fault{verdict, std::move(why)});
}

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && !has_space(name) && !has_control(name) &&
         name.find('+') == std::string_view::npos;
}

std::optional<Note> read_note(std::string_view note) {
  if (note.size() > kNoteBytesMax || !note.ends_with('\n') || has_control(note) ||
      !is_utf8(note)) {
    return std::nullopt;
  }
  const std::size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return std::nullopt;
  Note read{.text = note.substr(0, blank + 1), .signatures = {}};
  auto rest = note.substr(blank + 2);
  while (const auto line = take_line(rest)) {
    auto signature = read_signature(*line);
    if (!signature || read.signatures.size() == kSignaturesMax) return std::nullopt;
    for (const NoteSignature& other : read.signatures) {
      if (other.name == signature->name && other.id == signature->id) return std::nullopt;
    }
    read.signatures.push_back(*std::move(signature));
  }
  return read.signatures.empty() ? std::nullopt : std::optional(std::move(read));
}

std::optional<Checkpoint> read_checkpoint(std::string_view text) {
  const auto origin = take_line(text);
  const auto size = take_line(text);
  const auto root = take_line(text);
  if (!origin || !size || !root || !text.empty() || origin->empty()) return std::nullopt;
  const auto count = read_decimal(*size);
  const auto digest = read_base64(*root);
  if (!count || !digest || digest->size() != Digest{}.size()) return std::nullopt;
  Checkpoint checkpoint{.origin = *origin, .size = *count, .root = {}};
  std::ranges::copy(*digest, checkpoint.root.begin());
  return checkpoint;
}

Checked<std::vector<Signer>> check_signatures(const Note& note, std::string_view origin,
                                              const VerifierKey& record, const Policy& policy) {
  if (origin != record.name) return fault(Verdict::wrong_key, "it is of another record");
  const NoteSignature* own = signature_of(record, note);
  if (own == nullptr) return fault(Verdict::wrong_key, "the record's key did not sign it");
  if (!is_signed(record.key, as_bytes(note.text), own->bytes)) {
    return fault(Verdict::wrong_signature, "the record's signature is not its key's");
  }
  std::vector<Signer> signers{{.name = record.name, .time = std::nullopt}};
  for (const VerifierKey& witness : policy.witnesses) {
    const NoteSignature* signature = signature_of(witness, note);
    if (signature == nullptr) continue;
    const auto time = cosigned_at(*signature, note.text, witness);
    if (!time) return fault(Verdict::wrong_signature, "a witness's signature is not its key's");
    signers.push_back({.name = witness.name, .time = time});
  }
  if (signers.size() - 1 < policy.witnesses_min) {
    return fault(Verdict::too_few_witnesses, "fewer witnesses cosigned than were asked for");
  }
  return signers;
}

}  // namespace menshen::menshen_verify
