#include "consent_desk/consent_receipt.hpp"

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

#include "base/cbor.hpp"
#include "base/cose.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "consent_desk/detail/document.hpp"
#include "ledger/archive.hpp"
#include "ledger/cose_receipt.hpp"
#include "ledger/entry.hpp"
#include "registry/persons.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/scope.hpp"

namespace menshen::consent_desk {
namespace {

constexpr std::string_view kReceiptClaim = "receipt";
constexpr std::string_view kJson = "application/json";

Result<> belongs_together(const Answered& answered) {
  const registry::Consent& consent = answered.consent.record;
  if (consent.purpose != answered.purpose.id) {
    return fail(Code::invalid_input, "the answer is to another purpose");
  }
  if (consent.notice != answered.notice.id || answered.notice.purpose != consent.purpose) {
    return fail(Code::invalid_input, "another notice was shown before the answer");
  }
  const auto* const guardian = answered.guardian;
  if (consent.guardian.has_value() != (guardian != nullptr)) {
    return fail(Code::invalid_input,
                "the guardian is named when a guardian answered, and only then");
  }
  if (guardian != nullptr &&
      (consent.guardian != guardian->id || guardian->subject != consent.subject)) {
    return fail(Code::invalid_input, "another guardian answered");
  }
  return {};
}

Result<> can_be_confirmed(const Answered& answered, const Crypto& crypto) {
  const registry::Consent& consent = answered.consent.record;
  if (!consent.given) {
    return fail(Code::invalid_input, "consent.given: is absent; there is no answer to confirm");
  }
  if (consent.form != "separate") {
    return fail(Code::conflict,
                fmt::format("consent.form: is `{}` and not `separate`; what is no consent is "
                            "not confirmed as one",
                            consent.form.value_or("")));
  }
  if (consent.terms != registry::terms_of(answered.purpose, crypto)) {
    return fail(Code::conflict,
                "the purpose is not as it was when it was answered; take it as it was then");
  }
  return {};
}

// The entry that says what the answer is today. After everything was sealed once more, that of
// the snapshot.
Result<> is_of(const ledger::Entry& entry, const registry::Kept<registry::Consent>& consent) {
  const std::string_view action = consent->withdrawn_at ? "consent.withdraw" : "consent.record";
  if (entry.event == ledger::Event::change && entry.purpose == consent->purpose &&
      (entry.action == action || entry.action == "state.snapshot")) {
    return {};
  }
  return fail(Code::conflict, fmt::format("entry {} of the record is not of this answer",
                                          consent.origin.entry));
}

// Under the record's present head, signed anew: the one of its batch may be long gone.
Result<std::vector<std::byte>> ledger_receipt(const Issuer& issuer, std::uint64_t index,
                                              std::span<const std::byte> leaf) {
  ledger::SignedHead head{.origin = std::string(issuer.origin),
                          .key = issuer.signer.public_key(),
                          .head = issuer.archive.head(),
                          .time = issuer.time};
  MENSHEN_TRY(const auto path, issuer.archive.inclusion(index, head.head.size));
  head.signature = issuer.signer.sign(ledger::signed_bytes(head, issuer.crypto));
  return ledger::cose_receipt(head, index, path, leaf, issuer.crypto);
}

std::vector<std::byte> protected_header(const Issuer& issuer,
                                        std::span<const std::byte> receipt) {
  const auto at = std::chrono::floor<std::chrono::seconds>(issuer.time);
  CborWriter out;
  out.map(5);
  out.integer(cose::kAlgorithm);
  out.integer(cose::kEd25519);
  out.integer(cose::kContentType);
  out.text(kJson);
  out.integer(cose::kKeyId);
  out.bytes(issuer.crypto.sha256(issuer.signer.public_key()));
  out.integer(cose::kClaims);
  out.map(3);
  out.integer(cose::kIssuer);
  out.text(issuer.origin);
  out.integer(cose::kIssuedAt);
  out.integer(at.time_since_epoch().count());
  out.text(kReceiptClaim);
  out.bytes(receipt);
  out.integer(cose::kType);
  out.text(kConsentReceiptType);
  return std::move(out).take();
}

}  // namespace

Result<ConsentReceipt> write_consent_receipt(const Answered& answered, const Issuer& issuer) {
  auto right = belongs_together(answered);
  if (right) right = can_be_confirmed(answered, issuer.crypto);
  if (!right) return tl::unexpected<Error>(right.error());
  const std::uint64_t index = answered.consent.origin.entry;
  MENSHEN_TRY(const auto sealed, issuer.archive.read(index));
  MENSHEN_TRY(const auto entry, ledger::parse_entry(sealed.leaf));
  if (right = is_of(entry, answered.consent); !right) {
    return tl::unexpected<Error>(right.error());
  }
  MENSHEN_TRY(const auto proof, ledger_receipt(issuer, index, sealed.leaf));
  auto json = document(answered, {.origin = issuer.origin, .decision = entry.decision},
                       issuer.jurisdiction, issuer.crypto);
  auto cose = cose::sign1(protected_header(issuer, proof), std::as_bytes(std::span(json)),
                          issuer.signer);
  if (cose.size() > kConsentReceiptBytesMax) {
    return fail(Code::exhausted,
                fmt::format("the receipt has {} bytes, and a verifier takes {}; shorten the "
                            "texts of purpose and notice",
                            cose.size(), kConsentReceiptBytesMax));
  }
  return ConsentReceipt{.json = std::move(json), .cose = std::move(cose)};
}

Result<ConsentReceipt> receipt_on_file(const registry::Registry& registry,
                                       const registry::Kept<registry::Consent>& consent,
                                       const Issuer& issuer) {
  MENSHEN_TRY(const auto purpose,
              registry::find<registry::Purpose>(registry, consent->purpose));
  MENSHEN_TRY(const auto notice, registry::find<registry::Notice>(registry, consent->notice));
  MENSHEN_TRY(const auto organization, registry.organization());
  registry::MaybeKept<registry::Guardian> guardian;
  if (consent->guardian) {
    MENSHEN_TRY(guardian, registry::find<registry::Guardian>(registry, *consent->guardian));
  }
  if (!purpose || !notice || !organization) {
    return fail(Code::not_found,
                "a receipt needs purpose, notice and organization on file; put them there");
  }
  std::string jurisdiction(issuer.jurisdiction);  // as ISO 3166-1 has it, but for capitals
  std::ranges::transform(jurisdiction, jurisdiction.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  return write_consent_receipt({.consent = consent,
                                .purpose = purpose->record,
                                .notice = notice->record,
                                .organization = organization->record,
                                .guardian = guardian ? &guardian->record : nullptr},
                               {.archive = issuer.archive,
                                .origin = issuer.origin,
                                .jurisdiction = jurisdiction,
                                .time = issuer.time,
                                .signer = issuer.signer,
                                .crypto = issuer.crypto});
}

}  // namespace menshen::consent_desk
