// Port: a private key that signs and never shows itself.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace menshen {

using PublicKey = std::array<std::byte, 32>;  // Ed25519, RFC 8032
using Signature = std::array<std::byte, 64>;

// Safe to call from several threads at once.
class Signer {
 public:
  Signer() = default;
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;
  Signer(Signer&&) = delete;
  Signer& operator=(Signer&&) = delete;
  virtual ~Signer();

  [[nodiscard]] virtual PublicKey public_key() const = 0;

  // Ed25519 over the bytes themselves; the same bytes give the same signature.
  [[nodiscard]] virtual Signature sign(std::span<const std::byte> bytes) const = 0;
};

}  // namespace menshen
