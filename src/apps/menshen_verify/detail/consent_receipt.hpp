// Consent receipts (COSE_Sign1, RFC 9052) in the one shape that an operator gives them;
// docs/consent-receipts.md. What the JSON in them says is not read: it is shown as it was
// signed.
#pragma once

#include <optional>
#include <string_view>

#include "menshen_verify/detail/cose.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

inline constexpr std::string_view kConsentReceiptType = "application/vnd.menshen.consent+cose";

// Its payload is UTF-8 and not empty.
[[nodiscard]] std::optional<Statement> read_consent_receipt(View bytes);

}  // namespace menshen::menshen_verify
