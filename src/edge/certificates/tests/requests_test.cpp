#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "certificates/certificates.hpp"
#include "certificates/detail/x509.hpp"

namespace menshen::certificates {
namespace {

using testing::HasSubstr;
using testing::Not;

const Validity kValid{.from = parse_instant("2026-11-23T08:00:00Z").value()};

Owned<EVP_PKEY> ec_key(const char* curve) { return Owned<EVP_PKEY>(EVP_EC_gen(curve)); }
Owned<EVP_PKEY> rsa_key(std::size_t bits) { return Owned<EVP_PKEY>(EVP_RSA_gen(bits)); }

// An explicit curve is the same key, spelt out number by number.
Owned<EVP_PKEY> explicit_key() {
  auto key = ec_key("P-256");
  MENSHEN_ASSERT(EVP_PKEY_set_utf8_string_param(key.get(), "encoding", "explicit") == 1);
  return key;
}

// As a device makes it, with a subject and names that it would like to have.
std::string request_of(EVP_PKEY* key, const EVP_MD* digest = EVP_sha256(),
                       EVP_PKEY* signer = nullptr) {
  const Owned<X509_REQ> request(X509_REQ_new());
  X509_NAME* const name = X509_REQ_get_subject_name(request.get());
  const auto* common = reinterpret_cast<const unsigned char*>("boss");  // NOLINT: C API
  MENSHEN_ASSERT(
      X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, common, -1, -1, 0) == 1);
  STACK_OF(X509_EXTENSION)* wishes = sk_X509_EXTENSION_new_null();
  for (const auto& [kind, value] : {std::pair{NID_subject_alt_name, "URI:menshen:device:other"},
                                    std::pair{NID_basic_constraints, "CA:TRUE"}}) {
    sk_X509_EXTENSION_push(wishes, X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
  }
  MENSHEN_ASSERT(X509_REQ_add_extensions(request.get(), wishes) == 1);
  sk_X509_EXTENSION_pop_free(wishes, X509_EXTENSION_free);
  MENSHEN_ASSERT(X509_REQ_set_pubkey(request.get(), key) == 1);
  MENSHEN_ASSERT(X509_REQ_sign(request.get(), signer == nullptr ? key : signer, digest) > 0);
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  MENSHEN_ASSERT(PEM_write_bio_X509_REQ(out.get(), request.get()) == 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

class SignDevice : public testing::Test {
 protected:
  [[nodiscard]] Authority authority() const {
    return {.certificate = issued.certificate, .private_key = issued.private_key.reveal()};
  }
  [[nodiscard]] Result<std::string> sign(std::string_view request) const {
    return sign_device("gate-1", request, authority(), kValid);
  }

  Issued issued = make_authority("devices", kValid, *std::pmr::new_delete_resource()).value();
};

TEST_F(SignDevice, takes_the_key_and_nothing_else_that_the_request_says) {
  const auto key = ec_key("P-256");
  const auto pem = sign(request_of(key.get()));
  ASSERT_TRUE(pem) << pem.error().what;
  EXPECT_EQ(device_of(to_der(*pem).value()).value(), "gate-1");
  const auto certificate = read_certificate(*pem).value();
  const auto signer = read_certificate(issued.certificate).value();
  EXPECT_EQ(EVP_PKEY_eq(X509_get0_pubkey(certificate.get()), key.get()), 1);
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(signer.get())), 1);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 1);
  EXPECT_THAT(*pem, Not(HasSubstr("PRIVATE")));
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  std::array<char, 64> name{};
  X509_NAME_get_text_by_NID(subject, NID_commonName, name.data(), name.size());
  EXPECT_STREQ(name.data(), "gate-1");
  EXPECT_EQ(X509_NAME_entry_count(subject), 1);
}

TEST_F(SignDevice, takes_strong_keys_of_the_kinds_that_devices_have) {
  for (const auto& key : {ec_key("P-256"), ec_key("P-384"), rsa_key(2048)}) {
    const auto pem = sign(request_of(key.get(), EVP_sha384()));
    EXPECT_TRUE(pem) << pem.error().what;
  }
}

struct Refusal {
  const char* name;
  std::function<std::string()> request;
  const char* what;
};

class SignDeviceRefuses : public SignDevice, public testing::WithParamInterface<Refusal> {};

TEST_P(SignDeviceRefuses, with_the_remedy) {
  const auto pem = sign(GetParam().request());
  ASSERT_FALSE(pem);
  EXPECT_EQ(pem.error().code, Code::invalid_input);
  EXPECT_THAT(pem.error().what, HasSubstr(GetParam().what));
}

INSTANTIATE_TEST_SUITE_P(
    Table, SignDeviceRefuses,
    testing::Values(
        Refusal{"nothing", [] { return std::string(); }, "no certification request"},
        Refusal{"a_certificate",
                [] {
                  return make_server({"localhost"}, kValid, *std::pmr::new_delete_resource())
                      .value()
                      .certificate;
                },
                "no certification request"},
        Refusal{"short_rsa", [] { return request_of(rsa_key(1024).get()); }, "weak"},
        Refusal{"small_curve", [] { return request_of(ec_key("P-224").get()); }, "weak"},
        Refusal{"curve_of_coins", [] { return request_of(ec_key("secp256k1").get()); }, "weak"},
        Refusal{"spelt_out_curve", [] { return request_of(explicit_key().get()); }, "weak"},
        Refusal{"another_kind",
                [] {
                  const Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
                  return request_of(key.get(), nullptr);
                },
                "another kind"},
        Refusal{"signed_by_another_key",
                [] {
                  return request_of(ec_key("P-256").get(), EVP_sha256(), ec_key("P-256").get());
                },
                "did not sign it"},
        Refusal{"signed_with_sha1",
                [] { return request_of(ec_key("P-256").get(), EVP_sha1()); },
                "did not sign it"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace menshen::certificates
