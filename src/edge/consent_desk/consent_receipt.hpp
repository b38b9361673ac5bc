// The consent receipt (同意凭证): what the person, or a guardian, answered to one purpose, for
// them to keep; with the fields of ISO/IEC TS 27560:2023. It says nothing else of the person.
//
// One document in JSON, and the same bytes as payload of a COSE_Sign1 (RFC 9052) by the
// record's key, with the proof that the answer stands in the record; docs/consent-receipts.md
// has every field.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "ledger/archive.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::consent_desk {

// The type of the receipt (RFC 9596), so that no other signature of the key passes for one.
inline constexpr std::string_view kConsentReceiptType = "application/vnd.menshen.consent+cose";

// What verifiers take at most.
inline constexpr std::size_t kConsentReceiptBytesMax = 262'144;

// An answer and what it names.
struct Answered {
  const registry::Kept<registry::Consent>& consent;
  const registry::Purpose& purpose;  // as it was when it was answered
  const registry::Notice& notice;    // that was shown
  const registry::Organization& organization;
  const registry::Guardian* guardian = nullptr;  // who answered for a child
};

// Who gives the receipt.
struct Issuer {
  const ledger::Archive& archive;  // the record in which the answer stands
  std::string_view origin;         // the record's name, which its key bears
  std::string_view jurisdiction;   // ISO 3166-1: `CN`
  Instant time;                    // of the receipt; signed in whole seconds
  const Signer& signer;
  const Crypto& crypto;
};

// The same answer in the same entry gives the same JSON, to the byte. The envelope bears the
// time and the record's size too.
struct ConsentReceipt {
  std::string json;
  std::vector<std::byte> cose;
};

// The receipt of what the record's entry `consent.origin.entry` says: of a withdrawal once
// there is one. Errors
//   invalid_input  the answer names another purpose, notice or guardian, or says neither yes
//   nor
//                  no
//   conflict       the answer was no separate consent; the purpose is not as it was when it was
//                  answered, so the receipt would state what nobody answered to; or the entry
//                  is of something else
//   exhausted      what was told, or the list of recipients, is so long that no verifier would
//                  take the receipt
//   and those of Archive::read and Archive::inclusion
[[nodiscard]] Result<ConsentReceipt> write_consent_receipt(const Answered& answered,
                                                           const Issuer& issuer);

// The same, with what the answer names looked up as it is on file, and the jurisdiction as the
// law names it: `cn`. Errors: not_found when purpose, notice or organization is not on file;
// those of the registry and of write_consent_receipt.
[[nodiscard]] Result<ConsentReceipt> receipt_on_file(
    const registry::Registry& registry, const registry::Kept<registry::Consent>& consent,
    const Issuer& issuer);

}  // namespace menshen::consent_desk
