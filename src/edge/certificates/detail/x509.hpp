// OpenSSL's certificates and keys, with owners. Where its calls fail without our input being
// wrong, the machine is broken, and the process stops.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::certificates {

struct Free {
  void operator()(ASN1_INTEGER* number) const { ASN1_INTEGER_free(number); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_REQ* request) const { X509_REQ_free(request); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

// For the calls that read PEM: an encrypted text is not asked its passphrase for on the
// terminal.
[[nodiscard]] int no_passphrase(char* out, int size, int is_writing, void* context);

[[nodiscard]] Owned<EVP_PKEY> make_key();

// With subject, key, serial number and validity; its issuer is its subject until another is
// set.
[[nodiscard]] Owned<X509> make_certificate(std::string_view subject, EVP_PKEY* key,
                                           Instant from, std::chrono::days days);

// `value` as openssl.cnf writes it. `issuer` is who signs.
void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value);

void sign(X509* certificate, EVP_PKEY* key);

[[nodiscard]] std::string to_pem(X509* certificate);
[[nodiscard]] Result<Secret> to_pem(EVP_PKEY* key, std::pmr::memory_resource& memory);

// Errors: invalid_input.
[[nodiscard]] Result<Owned<X509>> read_certificate(std::string_view pem);
[[nodiscard]] Result<Owned<EVP_PKEY>> read_key(std::span<const std::byte> pem);

}  // namespace menshen::certificates
