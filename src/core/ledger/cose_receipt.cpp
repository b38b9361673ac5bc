#include "ledger/cose_receipt.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/cbor.hpp"
#include "base/crypto.hpp"

namespace menshen::ledger {
namespace {

// Tags, labels and values registered with IANA for CBOR, COSE and CWT.
constexpr std::uint64_t kTagSign1 = 18;
constexpr std::int64_t kAlgorithm = 1;
constexpr std::int64_t kEd25519 = -19;  // RFC 9864
constexpr std::int64_t kKeyId = 4;
constexpr std::int64_t kClaims = 15;  // RFC 9597
constexpr std::int64_t kIssuer = 1;   // RFC 8392
constexpr std::int64_t kIssuedAt = 6;
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
  out.integer(kAlgorithm);
  out.integer(kEd25519);
  out.integer(kKeyId);
  out.bytes(crypto.sha256(head.key));
  out.integer(kClaims);
  out.map(3);
  out.integer(kIssuer);
  out.text(head.origin);
  out.integer(kIssuedAt);
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
  const auto header = protected_header(head, crypto);
  CborWriter out;
  out.reserve(header.size() + sizeof(Digest) + 32);
  out.array(4);
  out.text("Signature1");
  out.bytes(header);
  out.bytes({});
  out.bytes(head.head.root);
  return std::move(out).take();
}

std::vector<std::byte> cose_receipt(const SignedHead& head, std::uint64_t index,
                                    std::span<const Digest> path,
                                    std::span<const std::byte> entry, const Crypto& crypto) {
  const auto header = protected_header(head, crypto);
  const auto proof = inclusion_proof(head.head.size, index, path);
  CborWriter out;
  out.reserve(header.size() + proof.size() + entry.size() + head.signature.size() + 64);
  out.tag(kTagSign1);
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
