// Port: the few primitives the core needs of a cryptographic library.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/signer.hpp"

namespace menshen {

using Digest = std::array<std::byte, 32>;  // SHA-256, FIPS 180-4

// Authenticated ciphers, by the number that stands first in what they sealed.
enum class Cipher : std::uint8_t {
  aes_256_gcm = 1,  // NIST SP 800-38D
  sm4_gcm = 2,      // GB/T 32907 in the same mode; RFC 8998
};

inline constexpr std::size_t kSealedBytesMore = 1 + 12 + 16;  // than the text had

// Lower-case hexadecimal, two characters a byte.
[[nodiscard]] std::string to_hex(std::span<const std::byte> bytes);

// Safe to call from several threads at once. A failing library is a broken machine:
// implementations stop the process rather than return weak bytes.
class Crypto {
 public:
  Crypto() = default;
  Crypto(const Crypto&) = delete;
  Crypto& operator=(const Crypto&) = delete;
  Crypto(Crypto&&) = delete;
  Crypto& operator=(Crypto&&) = delete;
  virtual ~Crypto();

  [[nodiscard]] virtual Digest sha256(std::span<const std::byte> bytes) const = 0;

  // Of `first` and then `rest`, as if they stood behind one another.
  [[nodiscard]] virtual Digest sha256(std::byte first,
                                      std::span<const std::byte> rest) const = 0;

  // RFC 2104 with SHA-256; `key` of any length.
  [[nodiscard]] virtual Digest hmac_sha256(std::span<const std::byte> key,
                                           std::span<const std::byte> bytes) const = 0;

  // Seals under a fresh random nonce with the cipher that the implementation was made for: its
  // number (1 byte), nonce (12 bytes), ciphertext, tag (16 bytes). `context` and the number are
  // bound to it; `context` is not kept in it. One key seals at most 2^32 texts.
  [[nodiscard]] virtual std::vector<std::byte> seal(const Digest& key,
                                                    std::span<const std::byte> context,
                                                    std::span<const std::byte> text) const = 0;

  // The text that was sealed, with whichever cipher. Errors: corrupt when key, context or bytes
  // are others, or the cipher is not known.
  [[nodiscard]] virtual Result<std::vector<std::byte>> open(
      const Digest& key, std::span<const std::byte> context,
      std::span<const std::byte> sealed) const = 0;

  // Whether `signature` is the key's Ed25519 signature (RFC 8032) over `bytes`.
  [[nodiscard]] virtual bool is_signed(const PublicKey& key, std::span<const std::byte> bytes,
                                       const Signature& signature) const = 0;

  // Fills `out` from the operating system's generator, fit for keys.
  virtual void random(std::span<std::byte> out) const = 0;
};

}  // namespace menshen
