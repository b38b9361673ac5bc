// Port: an SM2 key pair (GB/T 32918) that signs beside Ed25519, and never shows its private
// half.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "base/signer.hpp"

namespace menshen {

// A point of the recommended curve of GB/T 32918.5, not compressed (GB/T 32918.1, 4.2.9):
// 04 | x | y.
using Sm2PublicKey = std::array<std::byte, 65>;

// Safe to call from several threads at once.
class Sm2Signer {
 public:
  Sm2Signer() = default;
  Sm2Signer(const Sm2Signer&) = delete;
  Sm2Signer& operator=(const Sm2Signer&) = delete;
  Sm2Signer(Sm2Signer&&) = delete;
  Sm2Signer& operator=(Sm2Signer&&) = delete;
  virtual ~Sm2Signer();

  [[nodiscard]] virtual Sm2PublicKey public_key() const = 0;

  // GB/T 32918.2 with SM3, for the signer's default name 1234567812345678 (GB/T 35276): r | s.
  // The same bytes give another signature each time.
  [[nodiscard]] virtual Signature sign(std::span<const std::byte> bytes) const = 0;

  // Whether `signature` is this key's over `bytes`.
  [[nodiscard]] virtual bool is_signed(std::span<const std::byte> bytes,
                                       const Signature& signature) const = 0;
};

}  // namespace menshen
