// SM2 signatures (GB/T 32918), served by OpenSSL 3.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "base/signer.hpp"
#include "base/sm2.hpp"

namespace menshen::crypto_openssl {

// An SM2 key in this process's memory.
class OpensslSm2Signer final : public Sm2Signer {
 public:
  // `scalar` is the private key d of GB/T 32918.1, big-endian. Null when it is none: zero, or
  // not less than the curve's order less 1; one in 2^32 of random ones.
  [[nodiscard]] static std::unique_ptr<OpensslSm2Signer> make(
      std::span<const std::byte, 32> scalar);

  ~OpensslSm2Signer() override;
  OpensslSm2Signer(const OpensslSm2Signer&) = delete;
  OpensslSm2Signer& operator=(const OpensslSm2Signer&) = delete;
  OpensslSm2Signer(OpensslSm2Signer&&) = delete;
  OpensslSm2Signer& operator=(OpensslSm2Signer&&) = delete;

  [[nodiscard]] Sm2PublicKey public_key() const override;
  [[nodiscard]] Signature sign(std::span<const std::byte> bytes) const override;
  [[nodiscard]] bool is_signed(std::span<const std::byte> bytes,
                               const Signature& signature) const override;

 private:
  struct Key;
  explicit OpensslSm2Signer(std::unique_ptr<Key> key);
  std::unique_ptr<Key> key_;
};

}  // namespace menshen::crypto_openssl
