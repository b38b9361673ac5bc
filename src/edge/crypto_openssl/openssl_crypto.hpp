// The core's cryptographic port, served by OpenSSL 3.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"

namespace menshen::crypto_openssl {

class OpensslCrypto final : public Crypto {
 public:
  OpensslCrypto();
  ~OpensslCrypto() override;
  OpensslCrypto(const OpensslCrypto&) = delete;
  OpensslCrypto& operator=(const OpensslCrypto&) = delete;
  OpensslCrypto(OpensslCrypto&&) = delete;
  OpensslCrypto& operator=(OpensslCrypto&&) = delete;

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
  struct Fetched;
  std::unique_ptr<const Fetched> fetched_;
};

// An Ed25519 key in this process's memory.
class OpensslSigner final : public Signer {
 public:
  // `seed` is the private key of RFC 8032: 32 random bytes.
  explicit OpensslSigner(std::span<const std::byte, 32> seed);
  ~OpensslSigner() override;
  OpensslSigner(const OpensslSigner&) = delete;
  OpensslSigner& operator=(const OpensslSigner&) = delete;
  OpensslSigner(OpensslSigner&&) = delete;
  OpensslSigner& operator=(OpensslSigner&&) = delete;

  [[nodiscard]] PublicKey public_key() const override;
  [[nodiscard]] Signature sign(std::span<const std::byte> bytes) const override;

 private:
  struct Key;
  std::unique_ptr<Key> key_;
};

}  // namespace menshen::crypto_openssl
