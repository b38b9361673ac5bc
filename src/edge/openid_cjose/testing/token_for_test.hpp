// A provider's keys and tokens, signed by OpenSSL, for tests: the code under test checks them
// by another library.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/base64.hpp"
#include "base/error.hpp"

namespace menshen::openid_cjose {

inline std::string url_text(std::string_view text) {
  return to_base64url(std::as_bytes(std::span(text)));
}

class SigningKey {
 public:
  static SigningKey rsa(unsigned bits = 2048) { return SigningKey(EVP_RSA_gen(bits)); }
  static SigningKey p256() { return SigningKey(EVP_EC_gen("P-256")); }

  // The public half as a JWK (RFC 7517), with more members.
  [[nodiscard]] std::string jwk(std::string_view more) const {
    const bool is_rsa = EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA;
    constexpr int kCoordinateBytes = 32;
    if (is_rsa) {
      return fmt::format(R"({{"kty":"RSA","n":"{}","e":"{}"{}}})",
                         number(OSSL_PKEY_PARAM_RSA_N, 0), number(OSSL_PKEY_PARAM_RSA_E, 0),
                         more);
    }
    return fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{}","y":"{}"{}}})",
                       number(OSSL_PKEY_PARAM_EC_PUB_X, kCoordinateBytes),
                       number(OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinateBytes), more);
  }

  // A JWS in its compact form (RFC 7515), with PKCS #1 v1.5 or ECDSA.
  [[nodiscard]] std::string token(std::string_view header, std::string_view claims,
                                  const EVP_MD* digest = EVP_sha256()) const {
    const std::string input = url_text(header) + "." + url_text(claims);
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    std::size_t size = 0;
    const auto* const bytes = reinterpret_cast<const unsigned char*>(input.data());
    MENSHEN_ASSERT(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) ==
                   1);
    MENSHEN_ASSERT(EVP_DigestSign(context.get(), nullptr, &size, bytes, input.size()) == 1);
    std::vector<unsigned char> signature(size);
    MENSHEN_ASSERT(
        EVP_DigestSign(context.get(), signature.data(), &size, bytes, input.size()) == 1);
    signature.resize(size);
    if (EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_EC) signature = plain(signature);
    return input + "." + to_base64url(std::as_bytes(std::span(signature)));
  }

 private:
  explicit SigningKey(EVP_PKEY* key) : key_(key, &EVP_PKEY_free) {
    MENSHEN_ASSERT(key != nullptr);
  }

  [[nodiscard]] std::string number(const char* name, int bytes) const {
    BIGNUM* value = nullptr;
    MENSHEN_ASSERT(EVP_PKEY_get_bn_param(key_.get(), name, &value) == 1);
    std::vector<unsigned char> text(
        static_cast<std::size_t>(bytes > 0 ? bytes : BN_num_bytes(value)));
    BN_bn2binpad(value, text.data(), static_cast<int>(text.size()));
    BN_free(value);
    return to_base64url(std::as_bytes(std::span(text)));
  }

  // r and s, each of 32 bytes, of the DER that OpenSSL makes.
  static std::vector<unsigned char> plain(const std::vector<unsigned char>& der) {
    const unsigned char* at = der.data();
    ECDSA_SIG* const pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    constexpr int kNumberBytes = 32;
    std::vector<unsigned char> out(std::size_t{2} * kNumberBytes);
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), out.data(), kNumberBytes);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), out.data() + kNumberBytes, kNumberBytes);
    ECDSA_SIG_free(pair);
    return out;
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace menshen::openid_cjose
