// What receipts, certificates and consent receipts have in common: COSE_Sign1 (RFC 9052) by an
// Ed25519 key that is named.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

// Labels of RFC 9052, 9596, 9597 and 9864, and of CWT claims (RFC 8392).
inline constexpr std::uint64_t kTagSign1 = 18;
inline constexpr std::uint64_t kLabelAlgorithm = 1;
inline constexpr std::uint64_t kMinusEd25519 = 19;
inline constexpr std::uint64_t kLabelContentType = 3;
inline constexpr std::uint64_t kLabelKeyId = 4;
inline constexpr std::uint64_t kLabelClaims = 15;
inline constexpr std::uint64_t kLabelType = 16;
inline constexpr std::uint64_t kClaimIssuer = 1;
inline constexpr std::uint64_t kClaimIssuedAt = 6;

inline constexpr std::size_t kSignedHeaderMax = 4'096;

// What an operator states around a receipt. Views point into what was read.
struct Statement {
  View signed_header;
  View key_id;  // 32 bytes
  std::string_view origin;
  std::uint64_t time = 0;  // seconds since 1970
  View payload;
  View receipt;    // of the entry that it is about
  View signature;  // 64 bytes
};

// Whether the bytes claim to be a statement of that type (RFC 9596), which stands last in its
// signed header.
[[nodiscard]] bool is_of_type(View bytes, std::string_view type);

// Header, payload and signature; what is in them is left to be read.
[[nodiscard]] std::optional<Statement> read_envelope(View bytes);

// What the signature is over (RFC 9052, section 4.4).
[[nodiscard]] Bytes signed_bytes(View signed_header, View payload);

}  // namespace menshen::menshen_verify
