#include "crypto_openssl/openssl_sm2.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/types.h>

#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "crypto_openssl/detail/raw.hpp"

namespace menshen::crypto_openssl {
namespace {

constexpr std::string_view kSignerName = "1234567812345678";
constexpr int kScalarBytes = 32;  // also of r and of s

struct FreeCurve {
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
  void operator()(EC_GROUP* group) const { EC_GROUP_free(group); }
  void operator()(EC_POINT* point) const { EC_POINT_free(point); }
  void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
  void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
  void operator()(unsigned char* bytes) const { OPENSSL_free(bytes); }
};
template <typename Kind>
using Owned = std::unique_ptr<Kind, FreeCurve>;

// d, if it is in [1, n-2] (GB/T 32918.1, 6.1).
Owned<BIGNUM> scalar_of(std::span<const std::byte, kScalarBytes> bytes, const EC_GROUP* group) {
  // In OpenSSL's secure heap, if the process has one.
  Owned<BIGNUM> scalar(BN_secure_new());
  const Owned<BIGNUM> last(BN_dup(EC_GROUP_get0_order(group)));
  const bool done = scalar != nullptr && last != nullptr && BN_sub_word(last.get(), 2) == 1 &&
                    BN_bin2bn(raw(bytes), kScalarBytes, scalar.get()) != nullptr;
  MENSHEN_ASSERT(done);
  if (BN_is_zero(scalar.get()) != 0 || BN_cmp(scalar.get(), last.get()) > 0) return nullptr;
  return scalar;
}

Sm2PublicKey point_of(const BIGNUM* scalar, const EC_GROUP* group) {
  Sm2PublicKey point{};
  const Owned<EC_POINT> product(EC_POINT_new(group));
  const bool done =
      product != nullptr &&
      EC_POINT_mul(group, product.get(), scalar, nullptr, nullptr, nullptr) == 1 &&
      EC_POINT_point2oct(group, product.get(), POINT_CONVERSION_UNCOMPRESSED, raw_out(point),
                         point.size(), nullptr) == point.size();
  MENSHEN_ASSERT(done);
  return point;
}

OwnedKey pair_of(const BIGNUM* scalar, const Sm2PublicKey& point) {
  const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
  const bool described =
      builder != nullptr &&
      OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0) ==
          1 &&
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) == 1 &&
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, scalar) == 1;
  MENSHEN_ASSERT(described);
  const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
  EVP_PKEY* pair = nullptr;
  const bool made =
      parameters != nullptr && context != nullptr &&
      EVP_PKEY_fromdata_init(context.get()) == 1 &&
      EVP_PKEY_fromdata(context.get(), &pair, EVP_PKEY_KEYPAIR, parameters.get()) == 1;
  MENSHEN_ASSERT(made);
  return OwnedKey(pair);
}

using Begin = int (*)(EVP_MD_CTX*, EVP_PKEY_CTX**, const EVP_MD*, ENGINE*, EVP_PKEY*);

// A context that will sign, or check, under the signer's name.
DigestContext begin(Begin how, EVP_PKEY* pair) {
  DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* of_key = nullptr;  // the context's
  const bool done = context != nullptr &&
                    how(context.get(), &of_key, EVP_sm3(), nullptr, pair) == 1 &&
                    EVP_PKEY_CTX_set1_id(of_key, kSignerName.data(), kSignerName.size()) == 1;
  MENSHEN_ASSERT(done);
  return context;
}

// r | s of the SEQUENCE that OpenSSL writes.
Signature to_fixed(std::span<const std::byte> der) {
  Signature signature{};
  const unsigned char* at = raw(der);
  const Owned<ECDSA_SIG> pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  MENSHEN_ASSERT(pair != nullptr);
  const auto out = std::span(signature);
  const bool done = BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), raw_out(out.first(kScalarBytes)),
                                 kScalarBytes) > 0 &&
                    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), raw_out(out.last(kScalarBytes)),
                                 kScalarBytes) > 0;
  MENSHEN_ASSERT(done);
  return signature;
}

struct Der {
  Owned<unsigned char> bytes;
  std::size_t size = 0;
};

Der to_der(const Signature& signature) {
  const auto bytes = std::span(signature);
  const Owned<ECDSA_SIG> pair(ECDSA_SIG_new());
  Owned<BIGNUM> r(BN_bin2bn(raw(bytes.first(kScalarBytes)), kScalarBytes, nullptr));
  Owned<BIGNUM> s(BN_bin2bn(raw(bytes.last(kScalarBytes)), kScalarBytes, nullptr));
  MENSHEN_ASSERT(pair != nullptr && r != nullptr && s != nullptr);
  MENSHEN_ASSERT(ECDSA_SIG_set0(pair.get(), r.release(), s.release()) == 1);
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  MENSHEN_ASSERT(size > 0);
  return {.bytes = Owned<unsigned char>(der), .size = static_cast<std::size_t>(size)};
}

}  // namespace

struct OpensslSm2Signer::Key {
  OwnedKey pair;
  Sm2PublicKey point{};
};

std::unique_ptr<OpensslSm2Signer> OpensslSm2Signer::make(
    std::span<const std::byte, 32> scalar) {
  const Owned<EC_GROUP> group(EC_GROUP_new_by_curve_name(NID_sm2));
  MENSHEN_ASSERT(group != nullptr);
  const auto number = scalar_of(scalar, group.get());
  if (number == nullptr) return nullptr;
  auto key = std::make_unique<Key>();
  key->point = point_of(number.get(), group.get());
  key->pair = pair_of(number.get(), key->point);
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): the constructor is private
  return std::unique_ptr<OpensslSm2Signer>(new OpensslSm2Signer(std::move(key)));
}

OpensslSm2Signer::OpensslSm2Signer(std::unique_ptr<Key> key) : key_(std::move(key)) {}
OpensslSm2Signer::~OpensslSm2Signer() = default;

Sm2PublicKey OpensslSm2Signer::public_key() const { return key_->point; }

Signature OpensslSm2Signer::sign(std::span<const std::byte> bytes) const {
  const DigestContext context = begin(&EVP_DigestSignInit, key_->pair.get());
  constexpr std::size_t kDerBytesMax = 72;  // SEQUENCE of two INTEGERs of 256 bits
  std::array<std::byte, kDerBytesMax> der{};
  std::size_t size = der.size();
  const bool done =
      EVP_DigestSign(context.get(), raw_out(der), &size, raw(bytes), bytes.size()) == 1;
  MENSHEN_ASSERT(done && size <= der.size());
  return to_fixed(std::span(der).first(size));
}

bool OpensslSm2Signer::is_signed(std::span<const std::byte> bytes,
                                 const Signature& signature) const {
  const Der der = to_der(signature);
  const DigestContext context = begin(&EVP_DigestVerifyInit, key_->pair.get());
  return EVP_DigestVerify(context.get(), der.bytes.get(), der.size, raw(bytes), bytes.size()) ==
         1;
}

}  // namespace menshen::crypto_openssl
