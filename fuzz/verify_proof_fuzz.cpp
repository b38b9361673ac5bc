// Proofs, keys and exported files come from whoever hands them to an auditor.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "menshen_verify/detail/bundle.hpp"
#include "menshen_verify/detail/certificate.hpp"
#include "menshen_verify/detail/consent_receipt.hpp"
#include "menshen_verify/detail/cose.hpp"
#include "menshen_verify/detail/note.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/entry.hpp"
#include "menshen_verify/policy.hpp"
#include "menshen_verify/report.hpp"
#include "menshen_verify/verify_proof.hpp"

namespace {

using namespace menshen::menshen_verify;

void must(bool right) {
  if (!right) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::span<const std::uint8_t> bytes(data, size);
  const auto text = as_text(bytes);

  const Finding found = verify_proof(bytes, {}, std::nullopt);
  must(found.verdict != Verdict::valid);  // without a key, nothing is
  must(is_utf8(proof_in_words(found)) && is_utf8(proof_as_json(found)));
  const Finding given = verify_proof(bytes, {}, bytes);
  must(given.verdict != Verdict::valid);

  if (const auto read = read_base64(text)) must(to_base64(*read) == text);
  if (const auto number = read_decimal(text)) must(std::to_string(*number) == text);
  if (const auto note = read_note(text)) must(text.starts_with(note->text));
  must(is_utf8(escaped(text)));
  (void)read_checkpoint(text);
  (void)read_verifier_key(text);
  (void)read_minimum_index(text);
  (void)read_entry(bytes);
  if (read_certificate(bytes)) must(is_of_type(bytes, kCertificateType));
  if (const auto receipt = read_consent_receipt(bytes)) {
    must(is_of_type(bytes, kConsentReceiptType));
    must(is_utf8(printable(as_text(receipt->payload))));
  }
  (void)leaves_of(bytes);
  (void)hashes_of(bytes);
  return 0;
}
