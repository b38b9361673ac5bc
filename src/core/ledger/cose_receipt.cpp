#include "ledger/cose_receipt.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/cbor.hpp"
#include "base/cose.hpp"
#include "base/crypto.hpp"

namespace menshen::ledger {
namespace {

// Labels and values registered with IANA, of receipts.
constexpr std::string_view kSize = "size";  // a claim of our own
constexpr std::int64_t kStructure = 395;    // RFC 9942
constexpr std::int64_t kRfc9162Sha256 = 1;
constexpr std::int64_t kProofs = 396;
constexpr std::int64_t kInclusion = -1;

constexpr std::size_t kHeadBytesMax = 9;  // of a CBOR item

std::vector<std::byte> protected_header(const SignedHead& head, const Crypto& crypto) {
  const auto at = std::chrono::floor<std::chrono::seconds>(head.time);
  CborWriter out;
  out.reserve(64 + sizeof(Digest) + head.origin.size());
  out.map(4);
  out.integer(cose::kAlgorithm);
  out.integer(cose::kEd25519);
  out.integer(cose::kKeyId);
  out.bytes(crypto.sha256(head.key));
  out.integer(cose::kClaims);
  out.map(3);
  out.integer(cose::kIssuer);
  out.text(head.origin);
  out.integer(cose::kIssuedAt);
  out.integer(at.time_since_epoch().count());
  out.text(kSize);
  out.unsigned_integer(head.head.size);
  out.integer(kStructure);
  out.integer(kRfc9162Sha256);
  return std::move(out).take();
}

std::vector<std::byte> inclusion_proof(std::uint64_t size, std::uint64_t index,
                                       std::span<const Digest> path) {
  CborWriter out;
  out.reserve(4 * kHeadBytesMax + path.size() * (sizeof(Digest) + 2));
  out.array(3);
  out.unsigned_integer(size);
  out.unsigned_integer(index);
  out.array(path.size());
  for (const Digest& hash : path) out.bytes(hash);
  return std::move(out).take();
}

}  // namespace

std::vector<std::byte> signed_bytes(const SignedHead& head, const Crypto& crypto) {
  return cose::signed_bytes(protected_header(head, crypto), head.head.root);
}

std::vector<std::byte> cose_receipt(const SignedHead& head, std::uint64_t index,
                                    std::span<const Digest> path,
                                    std::span<const std::byte> entry, const Crypto& crypto) {
  const auto header = protected_header(head, crypto);
  const auto proof = inclusion_proof(head.head.size, index, path);
  CborWriter out;
  out.reserve(header.size() + proof.size() + entry.size() + head.signature.size() + 64);
  out.tag(cose::kTagSign1);
  out.array(4);
  out.bytes(header);
  out.map(2);
  out.integer(kProofs);
  out.map(1);
  out.integer(kInclusion);
  out.array(1);
  out.bytes(proof);
  out.text("entry");
  out.bytes(entry);
  out.null();
  out.bytes(head.signature);
  return std::move(out).take();
}

}  // namespace menshen::ledger
