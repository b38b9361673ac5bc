// The one form of what providers answer, so that one parser reads it, and says at once what was
// changed by accident. It keeps nothing secret: providers put ciphertext in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "vault/key_provider.hpp"

namespace menshen::vault {

inline constexpr std::size_t kKeptBytesMax = 4096;

// What a provider has to remember; which number and which bytes mean what is its own affair.
struct KeptParts {
  std::vector<std::uint64_t> numbers;
  std::vector<std::span<const std::byte>> bytes;
};

// Deterministic CBOR (RFC 8949, 4.2.1): an array of the form's version 1, the provider's name,
// the epoch, the numbers, the bytes, and the SHA-256 of all that stands before it. The parts
// make at most kKeptBytesMax bytes.
[[nodiscard]] Protected write_kept(const Crypto& crypto, std::string_view provider,
                                   std::uint64_t epoch, const KeptParts& parts);

// What write_kept was given for the same provider and epoch; points into `kept`. Errors:
// corrupt when it is anything else, or has other counts of numbers and bytes.
[[nodiscard]] Result<KeptParts> read_kept(const Crypto& crypto, std::string_view provider,
                                          std::uint64_t epoch, std::span<const std::byte> kept,
                                          std::size_t numbers, std::size_t bytes);

}  // namespace menshen::vault
