// Deletion certificates (COSE_Sign1, RFC 9052) in the one shape that an operator gives them;
// docs/erasure.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/finding.hpp"

namespace menshen::menshen_verify {

// Views point into what was read.
struct SignedCertificate {
  View signed_header;
  View key_id;  // 32 bytes
  std::string_view origin;
  View payload;
  View receipt;    // of the erasure's entry, in the payload
  View signature;  // 64 bytes
  Certificate says;
};

// Whether the bytes claim to be one: by the type in the signed header.
[[nodiscard]] bool is_certificate(View bytes);

[[nodiscard]] std::optional<SignedCertificate> read_certificate(View bytes);

// What the signature is over (RFC 9052, section 4.4).
[[nodiscard]] Bytes signed_bytes(const SignedCertificate& certificate);

}  // namespace menshen::menshen_verify
