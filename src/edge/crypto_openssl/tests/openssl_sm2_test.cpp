#include "crypto_openssl/openssl_sm2.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "base/testing/from_hex.hpp"

namespace menshen::crypto_openssl {
namespace {

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::unique_ptr<OpensslSm2Signer> signer_of(std::string_view hex) {
  const auto scalar = from_hex(hex);
  return OpensslSm2Signer::make(std::span<const std::byte, 32>(scalar));
}

Signature signature_of(std::string_view hex) {
  Signature signature{};
  std::ranges::copy(from_hex(hex), signature.begin());
  return signature;
}

// GB/T 32918.5-2017, annex A.2: digital signature of "message digest" by 1234567812345678.
constexpr std::string_view kScalar =
    "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
constexpr std::string_view kPublished =
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

TEST(Sm2, has_the_published_public_key_and_takes_the_published_signature) {
  const auto signer = signer_of(kScalar);
  ASSERT_NE(signer, nullptr);
  EXPECT_EQ(to_hex(signer->public_key()),
            "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
            "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13");
  EXPECT_TRUE(signer->is_signed(bytes("message digest"), signature_of(kPublished)));
}

TEST(Sm2, refuses_another_message_key_or_signature) {
  const auto signer = signer_of(kScalar);
  Signature signature = signature_of(kPublished);
  EXPECT_FALSE(signer->is_signed(bytes("message digests"), signature));
  const auto other =
      signer_of("0000000000000000000000000000000000000000000000000000000000000001");
  EXPECT_FALSE(other->is_signed(bytes("message digest"), signature));
  for (std::byte& byte : signature) {
    byte ^= std::byte{1};
    EXPECT_FALSE(signer->is_signed(bytes("message digest"), signature));
    byte ^= std::byte{1};
  }
}

// r or s of zero or of the order and more, as GB/T 32918.2, 7.1 refuses them first.
TEST(Sm2, refuses_numbers_that_no_signature_has) {
  const auto signer = signer_of(kScalar);
  constexpr std::string_view kZero =
      "0000000000000000000000000000000000000000000000000000000000000000";
  constexpr std::string_view kOrder =
      "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";
  constexpr std::string_view kAll =
      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff";
  const std::string_view good[] = {kPublished.substr(0, 64), kPublished.substr(64)};
  for (const std::string_view bad : {kZero, kOrder, kAll}) {
    for (const std::string& pair :
         {std::string(bad).append(good[1]), std::string(good[0]).append(bad)}) {
      EXPECT_FALSE(signer->is_signed(bytes("message digest"), signature_of(pair))) << pair;
    }
  }
}

TEST(Sm2, signs_anew_each_time_what_its_key_takes) {
  const auto signer = signer_of(kScalar);
  for (const std::string_view text : {"", "a", "menshen\n1\nroot\n"}) {
    const Signature one = signer->sign(bytes(text));
    const Signature two = signer->sign(bytes(text));
    EXPECT_NE(one, two);
    EXPECT_TRUE(signer->is_signed(bytes(text), one));
    EXPECT_TRUE(signer->is_signed(bytes(text), two));
    EXPECT_FALSE(signer->is_signed(bytes("other"), one));
  }
}

TEST(Sm2, takes_private_keys_from_1_to_the_order_less_2) {
  for (const std::string_view good :
       {"0000000000000000000000000000000000000000000000000000000000000001",
        "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54121"}) {
    const auto signer = signer_of(good);
    ASSERT_NE(signer, nullptr) << good;
    EXPECT_TRUE(signer->is_signed(bytes("text"), signer->sign(bytes("text"))));
  }
  for (const std::string_view bad :
       {"0000000000000000000000000000000000000000000000000000000000000000",
        "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122",
        "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"}) {
    EXPECT_EQ(signer_of(bad), nullptr) << bad;
  }
}

}  // namespace
}  // namespace menshen::crypto_openssl
