// What receipts and certificates have in common: COSE_Sign1 by an Ed25519 key that is named.
#pragma once

#include <cstddef>
#include <cstdint>

namespace menshen::menshen_verify {

// Labels of RFC 9052, 9597 and 9864, and of CWT claims (RFC 8392).
inline constexpr std::uint64_t kTagSign1 = 18;
inline constexpr std::uint64_t kLabelAlgorithm = 1;
inline constexpr std::uint64_t kMinusEd25519 = 19;
inline constexpr std::uint64_t kLabelKeyId = 4;
inline constexpr std::uint64_t kLabelClaims = 15;
inline constexpr std::uint64_t kClaimIssuer = 1;
inline constexpr std::uint64_t kClaimIssuedAt = 6;

inline constexpr std::size_t kSignedHeaderMax = 4'096;

}  // namespace menshen::menshen_verify
