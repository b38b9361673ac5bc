// The core's cryptographic port with a second cipher: SM4-GCM of libgcrypt beside what another
// implementation seals. Bytes of either cipher open whichever is chosen for sealing, so a store
// may be mixed while it moves from one to the other.
//
// SM4 has keys of 128 bits. Each is HKDF-Expand (RFC 5869, section 2.3) of the 256-bit key with
// HMAC-SM3 (GB/T 32905), cut to 16 bytes: what SM4 and AES do under one key is independent.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"

namespace menshen::crypto_gcrypt {

class GcryptCrypto final : public Crypto {
 public:
  // `others` seals and opens all but SM4-GCM, and does everything else; it must outlive this.
  // The first that is made readies libgcrypt for the process, without its pool of locked
  // memory.
  GcryptCrypto(const Crypto& others, Cipher seal_with);

  [[nodiscard]] Digest sha256(std::span<const std::byte> bytes) const override;
  [[nodiscard]] Digest sha256(std::byte first, std::span<const std::byte> rest) const override;
  [[nodiscard]] Digest hmac_sha256(std::span<const std::byte> key,
                                   std::span<const std::byte> bytes) const override;
  [[nodiscard]] std::vector<std::byte> seal(const Digest& key,
                                            std::span<const std::byte> context,
                                            std::span<const std::byte> text) const override;
  [[nodiscard]] Result<std::vector<std::byte>> open(
      const Digest& key, std::span<const std::byte> context,
      std::span<const std::byte> sealed) const override;
  [[nodiscard]] bool is_signed(const PublicKey& key, std::span<const std::byte> bytes,
                               const Signature& signature) const override;
  void random(std::span<std::byte> out) const override;

 private:
  const Crypto& others_;
  Cipher seal_with_;
};

}  // namespace menshen::crypto_gcrypt
