// SHA256_Init and its like are what OpenSSL 3.0 names deprecated, not what it names unsafe:
// they skip the search for a provider, which takes three times as long as the hash of a node,
// and ten times as long as the HMAC of a short text.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "crypto_openssl/openssl_crypto.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "crypto_openssl/detail/raw.hpp"

namespace menshen::crypto_openssl {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr auto kCipher = static_cast<std::byte>(Cipher::aes_256_gcm);

}  // namespace

// To look for the cipher among the providers takes longer than to open a short text with it.
struct OpensslCrypto::Fetched {
  struct Free {
    void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  };
  std::unique_ptr<EVP_CIPHER, Free> aes_256_gcm{
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
};

OpensslCrypto::OpensslCrypto() : fetched_(std::make_unique<const Fetched>()) {
  MENSHEN_ASSERT(fetched_->aes_256_gcm != nullptr);
}

OpensslCrypto::~OpensslCrypto() = default;

Digest OpensslCrypto::sha256(std::span<const std::byte> bytes) const {
  Digest digest{};
  SHA256_CTX context;
  const bool done = SHA256_Init(&context) == 1 &&
                    SHA256_Update(&context, bytes.data(), bytes.size()) == 1 &&
                    SHA256_Final(raw_out(digest), &context) == 1;
  MENSHEN_ASSERT(done);
  return digest;
}

Digest OpensslCrypto::sha256(std::byte first, std::span<const std::byte> rest) const {
  Digest digest{};
  SHA256_CTX context;
  const bool done = SHA256_Init(&context) == 1 && SHA256_Update(&context, &first, 1) == 1 &&
                    SHA256_Update(&context, rest.data(), rest.size()) == 1 &&
                    SHA256_Final(raw_out(digest), &context) == 1;
  MENSHEN_ASSERT(done);
  return digest;
}

// RFC 2104.
Digest OpensslCrypto::hmac_sha256(std::span<const std::byte> key,
                                  std::span<const std::byte> bytes) const {
  constexpr std::byte kInner{0x36};
  constexpr std::byte kOuter{0x5C};
  std::array<std::byte, SHA256_CBLOCK> pad{};
  if (key.size() > pad.size()) {
    std::ranges::copy(sha256(key), pad.begin());
  } else {
    std::ranges::copy(key, pad.begin());
  }
  Digest digest{};
  SHA256_CTX context;
  const auto hash = [&](std::span<const std::byte> rest) {
    return SHA256_Init(&context) == 1 && SHA256_Update(&context, pad.data(), pad.size()) == 1 &&
           SHA256_Update(&context, rest.data(), rest.size()) == 1 &&
           SHA256_Final(raw_out(digest), &context) == 1;
  };
  for (std::byte& each : pad) each ^= kInner;
  bool done = hash(bytes);
  for (std::byte& each : pad) each ^= kInner ^ kOuter;
  done = done && hash(digest);
  OPENSSL_cleanse(pad.data(), pad.size());
  OPENSSL_cleanse(&context, sizeof context);
  MENSHEN_ASSERT(done);
  return digest;
}

std::vector<std::byte> OpensslCrypto::seal(const Digest& key,
                                           std::span<const std::byte> context,
                                           std::span<const std::byte> text) const {
  std::vector<std::byte> sealed(kSealedBytesMore + text.size());
  sealed.front() = kCipher;
  const auto nonce = std::span(sealed).subspan(1, kNonceBytes);
  const auto hidden = std::span(sealed).subspan(1 + kNonceBytes, text.size());
  random(nonce);
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool done =
      cipher != nullptr &&
      EVP_EncryptInit_ex(cipher.get(), fetched_->aes_256_gcm.get(), nullptr, raw(key),
                         raw(nonce)) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &length, raw(std::span(&kCipher, 1)), 1) == 1 &&
      EVP_EncryptUpdate(cipher.get(), nullptr, &length, raw(context),
                        static_cast<int>(context.size())) == 1 &&
      EVP_EncryptUpdate(cipher.get(), raw_out(hidden), &length, raw(text),
                        static_cast<int>(text.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), raw_out(hidden.last(0)), &length) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                          raw_out(std::span(sealed).last(kTagBytes))) == 1;
  MENSHEN_ASSERT(done);
  return sealed;
}

Result<std::vector<std::byte>> OpensslCrypto::open(const Digest& key,
                                                   std::span<const std::byte> context,
                                                   std::span<const std::byte> sealed) const {
  if (sealed.size() < kSealedBytesMore) {
    return fail(Code::corrupt, "sealed bytes are shorter than a nonce and a tag");
  }
  if (sealed.front() != kCipher) {
    return fail(Code::corrupt, "sealed with a cipher that is not known here");
  }
  const auto nonce = sealed.subspan(1, kNonceBytes);
  const auto hidden = sealed.subspan(1 + kNonceBytes, sealed.size() - kSealedBytesMore);
  std::vector<std::byte> tag(sealed.end() - kTagBytes, sealed.end());
  std::vector<std::byte> text(hidden.size());
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  const bool begun =
      cipher != nullptr &&
      EVP_DecryptInit_ex(cipher.get(), fetched_->aes_256_gcm.get(), nullptr, raw(key),
                         raw(nonce)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, raw(std::span(&kCipher, 1)), 1) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, raw(context),
                        static_cast<int>(context.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), raw_out(text), &length, raw(hidden),
                        static_cast<int>(hidden.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1;
  MENSHEN_ASSERT(begun);
  if (EVP_DecryptFinal_ex(cipher.get(), raw_out(std::span(text).last(0)), &length) != 1) {
    return fail(Code::corrupt, "sealed bytes do not open with this key and context");
  }
  return text;
}

bool OpensslCrypto::is_signed(const PublicKey& key, std::span<const std::byte> bytes,
                              const Signature& signature) const {
  const OwnedKey verifier(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(key), key.size()));
  const DigestContext context(EVP_MD_CTX_new());
  return verifier != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, verifier.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(bytes),
                          bytes.size()) == 1;
}

void OpensslCrypto::random(std::span<std::byte> out) const {
  MENSHEN_ASSERT(RAND_bytes(raw_out(out), static_cast<int>(out.size())) == 1);
}

}  // namespace menshen::crypto_openssl
