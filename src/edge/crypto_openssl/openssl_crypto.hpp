// The core's cryptographic port, served by OpenSSL 3.
#pragma once

#include <cstddef>
#include <span>

#include "base/crypto.hpp"

namespace menshen::crypto_openssl {

class OpensslCrypto final : public Crypto {
 public:
  [[nodiscard]] Digest sha256(std::span<const std::byte> bytes) const override;
  [[nodiscard]] Digest hmac_sha256(std::span<const std::byte> key,
                                   std::span<const std::byte> bytes) const override;
  void random(std::span<std::byte> out) const override;
};

}  // namespace menshen::crypto_openssl
