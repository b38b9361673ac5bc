#include "certificates/detail/request.hpp"

#include <array>
#include <cstddef>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/types.h>
#include <openssl/x509.h>

#include "base/error.hpp"
#include "certificates/detail/x509.hpp"

namespace menshen::certificates {
namespace {

constexpr int kRsaBitsMin = 2048;
constexpr int kRsaBitsMax = 4096;  // a larger one costs the server more than it protects
constexpr std::size_t kGroupNameMax = 64;

bool is_strong_curve(EVP_PKEY* key) {
  std::array<char, kGroupNameMax> group{};
  std::size_t size = 0;
  int is_explicit = 0;  // spelt out number by number, as no other party takes it
  if (EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) != 1 ||
      EVP_PKEY_get_int_param(key, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS,
                             &is_explicit) != 1) {
    return false;
  }
  const std::string_view name(group.data(), size);
  return is_explicit == 0 && (name == SN_X9_62_prime256v1 || name == SN_secp384r1);
}

bool is_strong_rsa(EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  BIGNUM* number = nullptr;
  const bool is_read = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &number) == 1;
  const Owned<BIGNUM> exponent(number);
  return is_read && bits >= kRsaBitsMin && bits <= kRsaBitsMax &&
         BN_is_word(exponent.get(), RSA_F4) == 1;
}

// Before anything is computed with it.
bool is_strong(EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "EC") == 1) return is_strong_curve(key);
  return EVP_PKEY_is_a(key, "RSA") == 1 && is_strong_rsa(key);
}

// A point at infinity, for one, has signatures that anybody can make.
bool is_sound(EVP_PKEY* key) {
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key, nullptr));
  return context && EVP_PKEY_public_check(context.get()) == 1;
}

bool is_signed_well(const X509_REQ* request) {
  int digest = NID_undef;
  return OBJ_find_sigid_algs(X509_REQ_get_signature_nid(request), &digest, nullptr) == 1 &&
         (digest == NID_sha256 || digest == NID_sha384 || digest == NID_sha512);
}

Result<Owned<EVP_PKEY>> read(std::string_view pem) {
  const Owned<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Owned<X509_REQ> request(
      in ? PEM_read_bio_X509_REQ(in.get(), nullptr, no_passphrase, nullptr) : nullptr);
  Owned<EVP_PKEY> key(request ? X509_REQ_get_pubkey(request.get()) : nullptr);
  if (!key) {
    return fail(Code::invalid_input,
                "request: no certification request; give one as PEM, such as `openssl req "
                "-new` makes it");
  }
  if (!is_strong(key.get()) || !is_sound(key.get())) {
    return fail(Code::invalid_input,
                "request: its key is weak or of another kind; make one of P-256, P-384, or RSA "
                "of 2048 to 4096 bits");
  }
  if (!is_signed_well(request.get()) || X509_REQ_verify(request.get(), key.get()) != 1) {
    return fail(Code::invalid_input,
                "request: its own key did not sign it; sign it with that key and SHA-256");
  }
  return key;
}

}  // namespace

Result<Owned<EVP_PKEY>> read_requested_key(std::string_view pem) {
  auto key = read(pem);
  ERR_clear_error();
  return key;
}

}  // namespace menshen::certificates
