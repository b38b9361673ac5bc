#include "crypto_gcrypt/gcrypt_crypto.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/testing/from_hex.hpp"
#include "crypto_gcrypt/detail/sm.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::crypto_gcrypt {
namespace {

using crypto_openssl::OpensslCrypto;

const OpensslCrypto kOpenssl;

Bytes bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

Digest key_of(std::byte first) {
  Digest key{};
  key[0] = first;
  return key;
}

const Digest kKey = key_of(std::byte{1});

class Seal : public testing::TestWithParam<Cipher> {
 protected:
  const GcryptCrypto crypto_{kOpenssl, GetParam()};  // NOLINT: read by the tests
};

INSTANTIATE_TEST_SUITE_P(ciphers, Seal, testing::Values(Cipher::aes_256_gcm, Cipher::sm4_gcm),
                         [](const auto& row) {
                           return row.param == Cipher::sm4_gcm ? "sm4_gcm" : "aes_256_gcm";
                         });

TEST_P(Seal, puts_the_number_first_and_opens_with_the_same_key_and_context) {
  for (const std::string_view text : {"", "a", "longer than one block of the cipher"}) {
    for (const std::string_view context : {"", "entry 7"}) {
      const auto sealed = crypto_.seal(kKey, bytes(context), bytes(text));
      EXPECT_EQ(sealed.size(), text.size() + kSealedBytesMore);
      EXPECT_EQ(sealed.front(), static_cast<std::byte>(GetParam()));
      const auto opened = crypto_.open(kKey, bytes(context), sealed);
      ASSERT_TRUE(opened);
      EXPECT_TRUE(std::ranges::equal(*opened, bytes(text)));
    }
  }
}

TEST_P(Seal, is_read_whichever_cipher_is_configured) {
  for (const Cipher other : {Cipher::aes_256_gcm, Cipher::sm4_gcm}) {
    const auto sealed = GcryptCrypto(kOpenssl, other).seal(kKey, bytes("c"), bytes("text"));
    const auto opened = crypto_.open(kKey, bytes("c"), sealed);
    ASSERT_TRUE(opened);
    EXPECT_TRUE(std::ranges::equal(*opened, bytes("text")));
  }
}

TEST_P(Seal, opens_with_nothing_else) {
  const auto sealed = crypto_.seal(kKey, bytes("entry 7"), bytes("text"));
  const auto code = [&](const Digest& key, std::string_view context, Bytes given) {
    const auto opened = crypto_.open(key, bytes(context), given);
    return opened ? Code{} : opened.error().code;
  };
  EXPECT_EQ(code(key_of(std::byte{2}), "entry 7", sealed), Code::corrupt);
  EXPECT_EQ(code(kKey, "entry 8", sealed), Code::corrupt);
  EXPECT_EQ(code(kKey, "", sealed), Code::corrupt);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] ^= std::byte{1};
    EXPECT_EQ(code(kKey, "entry 7", changed), Code::corrupt) << i;
    EXPECT_EQ(code(kKey, "entry 7", std::span(sealed).first(i)), Code::corrupt) << i;
  }
}

TEST_P(Seal, is_bound_to_the_number_of_its_cipher) {
  const auto sealed = crypto_.seal(kKey, bytes("c"), bytes("text"));
  for (const unsigned number : {0U, 1U, 2U, 3U, 0xFFU}) {
    auto changed = sealed;
    changed.front() = static_cast<std::byte>(number);
    EXPECT_EQ(crypto_.open(kKey, bytes("c"), changed).has_value(),
              changed.front() == sealed.front())
        << number;
  }
}

TEST_P(Seal, hides_that_two_texts_are_the_same) {
  EXPECT_NE(crypto_.seal(kKey, {}, bytes("text")), crypto_.seal(kKey, {}, bytes("text")));
}

TEST_P(Seal, is_safe_from_several_threads) {
  std::atomic<int> opened = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        const Digest key = key_of(static_cast<std::byte>(i));
        for (int k = 0; k < 200; ++k) {
          const auto text = crypto_.open(key, {}, crypto_.seal(key, {}, bytes("text")));
          if (text && std::ranges::equal(*text, bytes("text"))) ++opened;
        }
      });
    }
  }
  EXPECT_EQ(opened, 800);
}

// By OpenSSL 4.0, which has SM4-GCM too: the number, the nonce 00 01 … 0b, and SM4-GCM with the
// number before the context, under the first half of HMAC-SM3 (key, "menshen sm4-gcm 1" | 1).
TEST(GcryptCrypto, opens_what_another_implementation_sealed) {
  const GcryptCrypto crypto(kOpenssl, Cipher::aes_256_gcm);
  const auto opened = crypto.open(
      kKey, bytes("c"),
      from_hex("02000102030405060708090a0baca00c5a07c40e9ca8ce13356a5b88b480072071"));
  ASSERT_TRUE(opened);
  EXPECT_TRUE(std::ranges::equal(*opened, bytes("text")));
}

TEST(GcryptCrypto, does_everything_else_as_the_other_does) {
  const GcryptCrypto crypto(kOpenssl, Cipher::sm4_gcm);
  EXPECT_EQ(crypto.sha256(bytes("abc")), kOpenssl.sha256(bytes("abc")));
  EXPECT_EQ(crypto.sha256(std::byte{'a'}, bytes("bc")), kOpenssl.sha256(bytes("abc")));
  EXPECT_EQ(crypto.hmac_sha256(kKey, bytes("abc")), kOpenssl.hmac_sha256(kKey, bytes("abc")));
  const crypto_openssl::OpensslSigner signer(kKey);
  const Signature signature = signer.sign(bytes("abc"));
  EXPECT_TRUE(crypto.is_signed(signer.public_key(), bytes("abc"), signature));
  EXPECT_FALSE(crypto.is_signed(signer.public_key(), bytes("ab"), signature));
  Digest one{};
  Digest two{};
  crypto.random(one);
  crypto.random(two);
  EXPECT_NE(one, two);
}

// Without this room a store that SM4 sealed is refused, not misread.
TEST(OpensslCrypto, does_not_know_what_sm4_sealed) {
  const auto sealed = GcryptCrypto(kOpenssl, Cipher::sm4_gcm).seal(kKey, {}, bytes("text"));
  EXPECT_EQ(kOpenssl.open(kKey, {}, sealed).error(),
            (Error{Code::corrupt, "sealed with a cipher that is not known here"}));
}

}  // namespace
}  // namespace menshen::crypto_gcrypt
