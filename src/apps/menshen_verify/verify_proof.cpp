#include "menshen_verify/verify_proof.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "menshen_verify/detail/certificate.hpp"
#include "menshen_verify/detail/consent_receipt.hpp"
#include "menshen_verify/detail/cose.hpp"
#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/merkle.hpp"
#include "menshen_verify/detail/note.hpp"
#include "menshen_verify/detail/receipt.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/detail/tlog_proof.hpp"
#include "menshen_verify/entry.hpp"
#include "menshen_verify/finding.hpp"
#include "menshen_verify/policy.hpp"
#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {
namespace {

using Step = Checked<void>;

tl::unexpected<Fault> fault(Verdict verdict, std::string why) {
  return tl::unexpected(Fault{verdict, std::move(why)});
}

// What is to be proved: the entry that the proof carries, or the one that was given; both only
// when they are the same.
Step choose_entry(std::optional<View> carried, std::optional<View> given, Finding& found) {
  if (!carried && !given) return fault(Verdict::wrong_entry, "there is no entry to prove");
  if (carried && given && !std::ranges::equal(*carried, *given)) {
    return fault(Verdict::wrong_entry, "it carries another entry than the one given");
  }
  const View entry = given ? *given : *carried;
  if (entry.empty() || entry.size() > kEntryBytesMax) {
    return fault(Verdict::wrong_entry, "the entry is empty or too long");
  }
  found.entry.assign(entry.begin(), entry.end());
  return {};
}

Step walk(std::span<const Digest> path, Finding& found) {
  const auto root = root_from_path(leaf_hash(found.entry), found.index, found.size, path);
  if (!root) return fault(Verdict::wrong_path, "no record of that size has such a path");
  found.root = *root;
  return {};
}

Step no_key() {
  return fault(Verdict::no_key, "no key was given, so nobody's signature was checked");
}

// That the path leads from the entry to a root; who signed it is not asked.
Step check_path(const Receipt& receipt, std::optional<View> given, Finding& found) {
  found.origin = receipt.origin;
  found.time = receipt.time;
  found.size = receipt.size;
  found.index = receipt.index;
  if (auto step = choose_entry(receipt.entry, given, found); !step) return step;
  // A path alone fits trees of other sizes, and then places the entry at another index.
  if (receipt.size != receipt.signed_size) {
    return fault(Verdict::wrong_path, "the path is said to be of another size than was signed");
  }
  return walk(receipt.path, found);
}

Step check_owner(std::string_view origin, View key_id, const VerifierKey& key) {
  if (origin != key.name) return fault(Verdict::wrong_key, "it is of another record");
  if (!std::ranges::equal(key_id, sha256(key.key))) {
    return fault(Verdict::wrong_key, "the record's key did not sign it");
  }
  return {};
}

Step check_root(const Receipt& receipt, const VerifierKey& key, Finding& found) {
  if (auto step = check_owner(receipt.origin, receipt.key_id, key); !step) return step;
  const Bytes message = signed_bytes(receipt.signed_header, found.root);
  if (!is_signed(key.key, message, receipt.signature)) {
    return fault(Verdict::wrong_signature,
                 "the signature is not over this entry in this record");
  }
  found.signers.push_back({.name = key.name, .time = std::nullopt});
  return {};
}

// Neither a receipt nor what stands around one has room for them.
Step check_witnesses(const Policy& policy) {
  if (policy.witnesses_min == 0) return {};
  return fault(Verdict::too_few_witnesses, "it bears no cosignatures");
}

Step check_receipt(View bytes, const Policy& policy, std::optional<View> given,
                   Finding& found) {
  const auto receipt = read_receipt(bytes);
  if (!receipt) {
    return fault(Verdict::malformed,
                 "it is no receipt, no certificate, no consent receipt and no tlog-proof");
  }
  if (auto step = check_path(*receipt, given, found); !step) return step;
  if (!policy.record) return no_key();
  if (auto step = check_root(*receipt, *policy.record, found); !step) return step;
  return check_witnesses(policy);
}

// What an operator states around the receipt of an entry. `check_entry` says whether the entry
// is one that it can be about.
template <typename CheckEntry>
Step check_statement(const Statement& statement, const Policy& policy,
                     std::optional<View> given, Finding& found, CheckEntry check_entry) {
  const auto receipt = read_receipt(statement.receipt);
  if (!receipt) return fault(Verdict::malformed, "the receipt in it is not well-formed");
  if (auto step = check_path(*receipt, given, found); !step) return step;
  if (auto step = check_entry(found); !step) return step;
  if (statement.origin != receipt->origin) {
    return fault(Verdict::wrong_key, "it is of another record than the receipt in it");
  }
  if (!policy.record) return no_key();
  const VerifierKey& key = *policy.record;
  if (auto step = check_root(*receipt, key, found); !step) return step;
  if (auto step = check_owner(statement.origin, statement.key_id, key); !step) return step;
  if (!is_signed(key.key, signed_bytes(statement.signed_header, statement.payload),
                 statement.signature)) {
    return fault(Verdict::wrong_signature, "the signature is not over what it states");
  }
  return check_witnesses(policy);
}

// The entry that the certificate carries must be of the erasure that it names.
Step check_erasure(const Finding& found) {
  const auto entry = read_entry(found.entry);
  if (entry && found.certificate && entry->event == "change" &&
      entry->action == "subject.erase" && entry->decision == found.certificate->decision) {
    return {};
  }
  return fault(Verdict::wrong_entry, "its entry is not of the erasure that it names");
}

Step check_certificate(View bytes, const Policy& policy, std::optional<View> given,
                       Finding& found) {
  const auto certificate = read_certificate(bytes);
  if (!certificate) return fault(Verdict::malformed, "it is no well-formed certificate");
  found.certificate = certificate->says;
  return check_statement(certificate->statement, policy, given, found, check_erasure);
}

// An answer is recorded, and withdrawn, by an entry of its own; a snapshot puts it on file
// anew.
Step check_answer(const Finding& found) {
  const auto entry = read_entry(found.entry);
  if (entry && entry->event == "change" &&
      (entry->action == "consent.record" || entry->action == "consent.withdraw" ||
       entry->action == "state.snapshot")) {
    return {};
  }
  return fault(Verdict::wrong_entry, "its entry is not of an answer to a purpose");
}

Step check_consent_receipt(View bytes, const Policy& policy, std::optional<View> given,
                           Finding& found) {
  const auto statement = read_consent_receipt(bytes);
  if (!statement) return fault(Verdict::malformed, "it is no well-formed consent receipt");
  found.consent_receipt = std::string(as_text(statement->payload));
  return check_statement(*statement, policy, given, found, check_answer);
}

Step check_tlog_proof(std::string_view text, const Policy& policy, std::optional<View> given,
                      Finding& found) {
  const auto proof = read_tlog_proof(text);
  if (!proof) return fault(Verdict::malformed, "it is not a well-formed tlog-proof");
  const auto note = read_note(proof->checkpoint);
  if (!note) return fault(Verdict::malformed, "its checkpoint is not a signed note");
  const auto checkpoint = read_checkpoint(note->text);
  if (!checkpoint) return fault(Verdict::malformed, "its note is not a checkpoint");
  found.origin = checkpoint->origin;
  found.size = checkpoint->size;
  found.index = proof->index;
  if (auto step = choose_entry(proof->entry, given, found); !step) return step;
  if (auto step = walk(proof->path, found); !step) return step;
  if (found.root != checkpoint->root) {
    return fault(Verdict::wrong_path, "the path does not lead to the checkpoint's root");
  }
  if (!policy.record) return no_key();
  auto signers = check_signatures(*note, checkpoint->origin, *policy.record, policy);
  if (!signers) return tl::unexpected(signers.error());
  found.signers = *std::move(signers);
  return {};
}

}  // namespace

Finding verify_proof(std::span<const std::uint8_t> proof, const Policy& policy,
                     std::optional<std::span<const std::uint8_t>> entry) {
  Finding found;
  const auto text = as_text(proof);
  const Step step =
      proof.size() > kProofBytesMax
          ? Step(fault(Verdict::unreadable, "it is larger than any proof"))
      : text.starts_with(kTlogProofLine)    ? check_tlog_proof(text, policy, entry, found)
      : is_of_type(proof, kCertificateType) ? check_certificate(proof, policy, entry, found)
      : is_of_type(proof, kConsentReceiptType)
          ? check_consent_receipt(proof, policy, entry, found)
          : check_receipt(proof, policy, entry, found);
  if (!step) {
    found.verdict = step.error().verdict;
    found.why = step.error().why;
  }
  return found;
}

}  // namespace menshen::menshen_verify
