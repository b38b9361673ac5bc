// What is taken of libgcrypt: SM4 (GB/T 32907) in Galois/Counter Mode (RFC 8998, section 3),
// and HMAC (RFC 2104) with SM3 (GB/T 32905). A library that fails stops the process.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>

#include "base/crypto.hpp"

namespace menshen::crypto_gcrypt {

using Sm4Key = std::array<std::byte, 16>;
using Bytes = std::span<const std::byte>;

inline constexpr std::size_t kNonceBytes = 12;
inline constexpr std::size_t kTagBytes = 16;

// Before anything else of the library, from any thread; once is enough.
void ready_gcrypt();

[[nodiscard]] Digest hmac_sm3(Bytes key, Bytes bytes);

// Into `out`, which is of the text's size and 16 bytes more: ciphertext, then tag. `bound` is
// authenticated as if its parts stood behind one another. Safe from several threads at once.
void encrypt(const Sm4Key& key, std::span<const std::byte, kNonceBytes> nonce,
             std::initializer_list<Bytes> bound, Bytes text, std::span<std::byte> out);

// The reverse. False, and nothing of the text in `out`, when the tag is not theirs.
[[nodiscard]] bool decrypt(const Sm4Key& key, std::span<const std::byte, kNonceBytes> nonce,
                           std::initializer_list<Bytes> bound, Bytes hidden_and_tag,
                           std::span<std::byte> out);

}  // namespace menshen::crypto_gcrypt
