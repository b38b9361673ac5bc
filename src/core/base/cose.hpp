// COSE_Sign1 (RFC 9052, section 4.2) over Ed25519, and the numbers that IANA has registered for
// what stands in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/signer.hpp"

namespace menshen::cose {

// Tags, labels and values of CBOR, COSE and CWT.
inline constexpr std::uint64_t kTagSign1 = 18;
inline constexpr std::int64_t kAlgorithm = 1;
inline constexpr std::int64_t kEd25519 = -19;  // RFC 9864
inline constexpr std::int64_t kContentType = 3;
inline constexpr std::int64_t kKeyId = 4;
inline constexpr std::int64_t kClaims = 15;  // RFC 9597
inline constexpr std::int64_t kIssuer = 1;   // RFC 8392
inline constexpr std::int64_t kIssuedAt = 6;
inline constexpr std::int64_t kType = 16;  // RFC 9596

// What is signed: the Sig_structure of RFC 9052, section 4.4, without external data.
//   header   the protected one, as CBOR
[[nodiscard]] std::vector<std::byte> signed_bytes(std::span<const std::byte> header,
                                                  std::span<const std::byte> payload);

// The message, with no unprotected header.
[[nodiscard]] std::vector<std::byte> sign1(std::span<const std::byte> header,
                                           std::span<const std::byte> payload,
                                           const Signer& signer);

}  // namespace menshen::cose
