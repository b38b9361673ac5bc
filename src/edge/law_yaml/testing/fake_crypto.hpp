// For tests only: digests that differ when the bytes do, and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"

namespace menshen::law_yaml {

// Source of the mixing: Fowler, Noll, Vo, FNV-1a, one lane for each byte of the digest.
class FakeCrypto final : public Crypto {
 public:
  [[nodiscard]] Digest sha256(std::span<const std::byte> bytes) const override {
    Digest digest{};
    for (std::size_t lane = 0; lane < digest.size(); ++lane) {
      std::uint64_t hash = 0xcbf29ce484222325U + lane;
      for (const std::byte byte : bytes) {
        hash = (hash ^ std::to_integer<std::uint64_t>(byte)) * 0x100000001b3U;
      }
      digest[lane] = static_cast<std::byte>(hash >> 56U);
    }
    return digest;
  }
  [[nodiscard]] Digest hmac_sha256(std::span<const std::byte> key,
                                   std::span<const std::byte> bytes) const override {
    Digest digest = sha256(bytes);
    const Digest other = sha256(key);
    for (std::size_t i = 0; i < digest.size(); ++i) digest[i] ^= other[i];
    return digest;
  }
  void random(std::span<std::byte> out) const override {
    for (std::byte& byte : out) byte = std::byte{7};
  }

  // Nothing about the law is hashed in two parts, sealed or signed.
  [[nodiscard]] Digest sha256(std::byte /*first*/,
                              std::span<const std::byte> /*rest*/) const override {
    std::abort();
  }
  [[nodiscard]] std::vector<std::byte> seal(
      const Digest& /*key*/, std::span<const std::byte> /*context*/,
      std::span<const std::byte> /*text*/) const override {
    std::abort();
  }
  [[nodiscard]] Result<std::vector<std::byte>> open(
      const Digest& /*key*/, std::span<const std::byte> /*context*/,
      std::span<const std::byte> /*sealed*/) const override {
    std::abort();
  }
  [[nodiscard]] bool is_signed(const PublicKey& /*key*/, std::span<const std::byte> /*bytes*/,
                               const Signature& /*signature*/) const override {
    return false;
  }
};

}  // namespace menshen::law_yaml
