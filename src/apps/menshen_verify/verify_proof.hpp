// Judges a proof that one entry is in a record: a COSE receipt (RFC 9942), a tlog-proof
// (c2sp.org/tlog-proof), or a deletion certificate or a consent receipt, which carry one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "menshen_verify/finding.hpp"
#include "menshen_verify/policy.hpp"

namespace menshen::menshen_verify {

inline constexpr std::size_t kProofBytesMax = 262'144;
inline constexpr std::size_t kEntryBytesMax = 65'535;  // the bundles of tlog-tiles hold no more

// `entry`: what must be in the record; it may be left out when the proof carries it.
[[nodiscard]] Finding verify_proof(std::span<const std::uint8_t> proof, const Policy& policy,
                                   std::optional<std::span<const std::uint8_t>> entry);

}  // namespace menshen::menshen_verify
