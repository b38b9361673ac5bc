#include <nettle/eddsa.h>
#include <nettle/sha2.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {
namespace {

// The prime 2^255 - 19, little-endian.
constexpr PublicKey kPrime = [] {
  PublicKey bytes{};
  bytes.fill(0xff);
  bytes.front() = 0xed;
  bytes.back() = 0x7f;
  return bytes;
}();

// The y-coordinates of the eight points whose order divides 8; x has either sign.
constexpr std::array<PublicKey, 5> kSmallOrder = [] {
  std::array<PublicKey, 5> ys{};
  ys[1].front() = 1;
  ys[2] = kPrime;
  ys[2].front() = 0xec;
  ys[3] = {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
           0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
           0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05};
  ys[4] = {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
           0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
           0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a};
  return ys;
}();

}  // namespace

Digest sha256(View bytes) {
  sha256_ctx context{};
  sha256_init(&context);
  sha256_update(&context, bytes.size(), bytes.data());
  Digest digest{};
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

Digest leaf_hash(View entry) {
  constexpr std::uint8_t kLeaf = 0x00;
  sha256_ctx context{};
  sha256_init(&context);
  sha256_update(&context, 1, &kLeaf);
  sha256_update(&context, entry.size(), entry.data());
  Digest digest{};
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

Digest node_hash(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 1 + 2 * 32> bytes{0x01};
  std::ranges::copy(left, bytes.begin() + 1);
  std::ranges::copy(right, bytes.begin() + 33);
  return sha256(bytes);
}

bool is_sound_point(View encoded) {
  PublicKey y{};
  if (encoded.size() != y.size()) return false;
  std::ranges::copy(encoded, y.begin());
  y.back() &= 0x7fU;  // the sign of x
  return std::ranges::lexicographical_compare(y.rbegin(), y.rend(), kPrime.rbegin(),
                                              kPrime.rend()) &&
         std::ranges::find(kSmallOrder, y) == kSmallOrder.end();
}

// The library refuses an S that is too large.
bool is_signed(const PublicKey& key, View message, View signature) {
  return signature.size() == kSignatureBytes && is_sound_point(key) &&
         is_sound_point(signature.first(key.size())) &&
         ed25519_sha512_verify(key.data(), message.size(), message.data(), signature.data()) ==
             1;
}

}  // namespace menshen::menshen_verify
