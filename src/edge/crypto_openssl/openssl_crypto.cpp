#include "crypto_openssl/openssl_crypto.hpp"

#include <cstddef>
#include <span>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "base/crypto.hpp"
#include "base/error.hpp"

namespace menshen::crypto_openssl {
namespace {

unsigned char* raw_out(std::span<std::byte> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());  // NOLINT: C API
}

const unsigned char* raw(std::span<const std::byte> bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());  // NOLINT: C API
}

}  // namespace

Digest OpensslCrypto::sha256(std::span<const std::byte> bytes) const {
  Digest digest{};
  const int done =
      EVP_Digest(raw(bytes), bytes.size(), raw_out(digest), nullptr, EVP_sha256(), nullptr);
  MENSHEN_ASSERT(done == 1);
  return digest;
}

Digest OpensslCrypto::hmac_sha256(std::span<const std::byte> key,
                                  std::span<const std::byte> bytes) const {
  Digest digest{};
  const unsigned char* done = HMAC(EVP_sha256(), raw(key), static_cast<int>(key.size()),
                                   raw(bytes), bytes.size(), raw_out(digest), nullptr);
  MENSHEN_ASSERT(done != nullptr);
  return digest;
}

void OpensslCrypto::random(std::span<std::byte> out) const {
  MENSHEN_ASSERT(RAND_bytes(raw_out(out), static_cast<int>(out.size())) == 1);
}

}  // namespace menshen::crypto_openssl
