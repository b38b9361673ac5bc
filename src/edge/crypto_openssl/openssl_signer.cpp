#include <cstddef>
#include <memory>
#include <span>

#include <openssl/evp.h>

#include "base/error.hpp"
#include "base/signer.hpp"
#include "crypto_openssl/detail/raw.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::crypto_openssl {

struct OpensslSigner::Key {
  OwnedKey pair;
};

OpensslSigner::OpensslSigner(std::span<const std::byte, 32> seed)
    : key_(std::make_unique<Key>()) {
  key_->pair.reset(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed), seed.size()));
  MENSHEN_ASSERT(key_->pair != nullptr);
}

OpensslSigner::~OpensslSigner() = default;

PublicKey OpensslSigner::public_key() const {
  PublicKey key{};
  std::size_t size = key.size();
  const int done = EVP_PKEY_get_raw_public_key(key_->pair.get(), raw_out(key), &size);
  MENSHEN_ASSERT(done == 1 && size == key.size());
  return key;
}

Signature OpensslSigner::sign(std::span<const std::byte> bytes) const {
  Signature signature{};
  std::size_t size = signature.size();
  const DigestContext context(EVP_MD_CTX_new());
  const bool done =
      context != nullptr &&
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->pair.get()) == 1 &&
      EVP_DigestSign(context.get(), raw_out(signature), &size, raw(bytes), bytes.size()) == 1;
  MENSHEN_ASSERT(done && size == signature.size());
  return signature;
}

}  // namespace menshen::crypto_openssl
