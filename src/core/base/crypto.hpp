// Port: the few primitives the core needs of a cryptographic library.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace menshen {

using Digest = std::array<std::byte, 32>;  // SHA-256, FIPS 180-4

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

  // RFC 2104 with SHA-256; `key` of any length.
  [[nodiscard]] virtual Digest hmac_sha256(std::span<const std::byte> key,
                                           std::span<const std::byte> bytes) const = 0;

  // Fills `out` from the operating system's generator, fit for keys.
  virtual void random(std::span<std::byte> out) const = 0;
};

}  // namespace menshen
