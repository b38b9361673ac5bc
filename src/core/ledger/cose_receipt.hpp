// Receipts of inclusion: COSE_Sign1 over the tree's root, with the path from one entry to it
// (RFC 9942; RFC 9052; deterministic CBOR, RFC 8949, section 4.2.1).
//
//   18([ << {1: -19 (Ed25519, RFC 9864), 4: key id, 15: {1: origin, 6: time, "size": size},
//          395: 1} >>,
//        {396: {-1: [ << [size, index, [path…]] >> ]}, "entry": the entry},
//        nil, signature ])
//
// The size is signed because a path alone fits trees of other sizes, at other indexes.
// The payload is the root, detached: whoever checks must compute it. One signature serves
// every entry of a batch. "entry" is not signed; it is what the path starts from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

// A root, and who vouches for it.
struct SignedHead {
  std::string origin;
  PublicKey key{};
  TreeHead head;
  Instant time;  // signed in whole seconds
  Signature signature{};
};

// The bytes that are signed: Sig_structure of RFC 9052, section 4.4, with the root as payload.
// The key id is SHA-256 of the public key.
[[nodiscard]] std::vector<std::byte> signed_bytes(const SignedHead& head, const Crypto& crypto);

[[nodiscard]] std::vector<std::byte> cose_receipt(const SignedHead& head, std::uint64_t index,
                                                  std::span<const Digest> path,
                                                  std::span<const std::byte> entry,
                                                  const Crypto& crypto);

}  // namespace menshen::ledger
