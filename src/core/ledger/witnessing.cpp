#include "ledger/witnessing.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "ledger/add_checkpoint.hpp"
#include "ledger/archive.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/detail/text_fields.hpp"
#include "ledger/note.hpp"
#include "ledger/sm2_note.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

constexpr unsigned kOk = 200;
constexpr unsigned kConflict = 409;

// The beginning of what somebody else wrote, fit for a terminal.
std::string excerpt(std::string_view text) {
  constexpr std::size_t kMost = 120;
  std::string line(text.substr(0, std::min(text.find('\n'), kMost)));
  std::ranges::replace_if(line, [](char c) { return c < ' ' || c > '~'; }, '?');
  return line;
}

Result<WitnessReply> ask_from(std::uint64_t old_size, const Archive& archive,
                              const OwnCheckpoint& checkpoint, const AskWitness& ask) {
  MENSHEN_TRY(auto proof, archive.consistency(old_size, checkpoint.head.size));
  return ask(to_text(AddCheckpoint{.old_size = old_size,
                                   .proof = std::move(proof),
                                   .checkpoint = to_text(checkpoint.note)}));
}

// Errors: corrupt when the answer does not say a size.
Result<std::uint64_t> size_in(const WitnessReply& reply) {
  std::string_view rest = reply.body;
  const auto size = take_line(rest).and_then(parse_decimal);
  if (size && rest.empty()) return *size;
  return fail(Code::corrupt, "answers 409 without the size that it signed last");
}

Result<NoteSignature> signature_in(const WitnessReply& reply, const OwnCheckpoint& checkpoint,
                                   const VerifierKey& key, const Crypto& crypto) {
  auto lines = parse_signature_lines(reply.body);
  if (!lines) return fail(Code::corrupt, "answers something else than signatures");
  const KeyId id = key_id(key, crypto);
  for (NoteSignature& signature : *lines) {
    if (signature.name != key.name || signature.id != id) continue;
    const Note note{.text = checkpoint.note.text, .signatures = {signature}};
    MENSHEN_TRY(const auto signers, count_signers(note, {&key, 1}, crypto));
    if (signers == 1) return std::move(signature);
  }
  return fail(Code::corrupt, "answers without a signature of its key");
}

}  // namespace

OwnCheckpoint sign_checkpoint(const TreeHead& head, std::string_view origin,
                              const Signer& signer, const Crypto& crypto,
                              const Sm2Signer* sm2) {
  Note note{.text = to_text(Checkpoint{.origin = std::string(origin), .head = head})};
  note.signatures.push_back(sign_note(note.text, origin, signer, crypto));
  if (sm2 != nullptr) note.signatures.push_back(sign_note(note.text, origin, *sm2, crypto));
  return {.head = head, .note = std::move(note)};
}

Result<NoteSignature> obtain_cosignature(const Archive& archive,
                                         const OwnCheckpoint& checkpoint, KnownWitness& witness,
                                         const AskWitness& ask, const Crypto& crypto) {
  MENSHEN_TRY(auto reply, ask_from(witness.size, archive, checkpoint, ask));
  if (reply.status == kConflict) {
    MENSHEN_TRY(const std::uint64_t known, size_in(reply));
    if (known > checkpoint.head.size) {
      return fail(
          Code::conflict,
          fmt::format("has signed {} entries of this record, which has {}: entries were "
                      "lost, or another record uses the same key",
                      known, checkpoint.head.size));
    }
    witness.size = known;
    MENSHEN_TRY(reply, ask_from(known, archive, checkpoint, ask));
    if (reply.status == kConflict) {
      return fail(Code::conflict, "has signed other entries of this record than it holds");
    }
  }
  if (reply.status != kOk) {
    return fail(Code::unavailable,
                fmt::format("answers {}: {}", reply.status, excerpt(reply.body)));
  }
  auto signature = signature_in(reply, checkpoint, witness.key, crypto);
  if (signature) witness.size = checkpoint.head.size;
  return signature;
}

}  // namespace menshen::ledger
