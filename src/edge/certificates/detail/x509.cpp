#include "certificates/detail/x509.hpp"

#include <chrono>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/pem.h>
#include <openssl/types.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::certificates {
namespace {

constexpr int kSerialBits = 126;  // as good as unique, and below RFC 5280's 20 bytes
constexpr long kVersion3 = 2;
constexpr std::chrono::hours kClocksBehind{1};

void set_random_serial(X509* certificate) {
  const Owned<BIGNUM> number(BN_new());
  MENSHEN_ASSERT(number &&
                 BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
  MENSHEN_ASSERT(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) !=
                 nullptr);
}

std::time_t seconds_of(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

}  // namespace

int no_passphrase(char* /*out*/, int /*size*/, int /*is_writing*/, void* /*context*/) {
  return -1;
}

Owned<EVP_PKEY> make_key() {
  Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  MENSHEN_ASSERT(key);
  return key;
}

Owned<X509> make_certificate(std::string_view subject, EVP_PKEY* key, Instant from,
                             std::chrono::days days) {
  Owned<X509> certificate(X509_new());
  MENSHEN_ASSERT(certificate && X509_set_version(certificate.get(), kVersion3) == 1);
  set_random_serial(certificate.get());
  const Instant begin = from - kClocksBehind;
  // The last second is part of the validity.
  const Instant end = begin + days - std::chrono::seconds(1);
  MENSHEN_ASSERT(
      ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds_of(begin)) != nullptr &&
      ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds_of(end)) != nullptr);
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  MENSHEN_ASSERT(X509_NAME_add_entry_by_NID(
                     name, NID_commonName, MBSTRING_UTF8,
                     reinterpret_cast<const unsigned char*>(subject.data()),  // NOLINT
                     static_cast<int>(subject.size()), -1, 0) == 1);
  MENSHEN_ASSERT(X509_set_issuer_name(certificate.get(), name) == 1 &&
                 X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  MENSHEN_ASSERT(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void sign(X509* certificate, EVP_PKEY* key) {
  MENSHEN_ASSERT(X509_sign(certificate, key, EVP_sha256()) > 0);
}

std::string to_pem(X509* certificate) {
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  MENSHEN_ASSERT(out && PEM_write_bio_X509(out.get(), certificate) == 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

Result<Secret> to_pem(EVP_PKEY* key, std::pmr::memory_resource& memory) {
  const Owned<BIO> out(BIO_new(BIO_s_mem()));  // wiped when it is freed
  MENSHEN_ASSERT(out && PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0,
                                                      nullptr, nullptr) == 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  MENSHEN_TRY(auto secret, Secret::make(static_cast<std::size_t>(size), memory));
  std::memcpy(secret.reveal().data(), bytes, secret.reveal().size());
  return secret;
}

Result<Owned<X509>> read_certificate(std::string_view pem) {
  const Owned<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Owned<X509> certificate(in ? PEM_read_bio_X509(in.get(), nullptr, no_passphrase, nullptr)
                             : nullptr);
  ERR_clear_error();
  if (certificate) return certificate;
  return fail(Code::invalid_input, "not a certificate; give one as PEM");
}

Result<Owned<EVP_PKEY>> read_key(std::span<const std::byte> pem) {
  const Owned<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Owned<EVP_PKEY> key(in ? PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr)
                         : nullptr);
  ERR_clear_error();
  if (key) return key;
  return fail(Code::invalid_input, "not a private key; give one as PEM, not encrypted");
}

}  // namespace menshen::certificates
