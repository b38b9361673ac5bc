// Deletion certificates (COSE_Sign1, RFC 9052) in the one shape that an operator gives them;
// docs/erasure.md.
#pragma once

#include <optional>
#include <string_view>

#include "menshen_verify/detail/cose.hpp"
#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/finding.hpp"

namespace menshen::menshen_verify {

inline constexpr std::string_view kCertificateType = "application/vnd.menshen.deletion+cose";

struct SignedCertificate {
  Statement statement;  // its receipt stands in the payload
  Certificate says;
};

[[nodiscard]] std::optional<SignedCertificate> read_certificate(View bytes);

}  // namespace menshen::menshen_verify
