#include "crypto_openssl/openssl_crypto.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/signer.hpp"
#include "base/testing/from_hex.hpp"

namespace menshen::crypto_openssl {
namespace {

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// FIPS 180-4 examples.
TEST(Sha256, gives_the_published_digests) {
  const OpensslCrypto crypto;
  EXPECT_EQ(to_hex(crypto.sha256(bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(crypto.sha256({})),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, takes_a_first_byte_apart) {
  const OpensslCrypto crypto;
  EXPECT_EQ(crypto.sha256(std::byte{'a'}, bytes("bc")), crypto.sha256(bytes("abc")));
}

// RFC 4231, test case 2.
TEST(HmacSha256, gives_the_published_code) {
  EXPECT_EQ(
      to_hex(OpensslCrypto().hmac_sha256(bytes("Jefe"), bytes("what do ya want for nothing?"))),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

Digest key_of(std::byte first) {
  Digest key{};
  key[0] = first;
  return key;
}

TEST(Seal, opens_with_the_same_key_and_context) {
  const OpensslCrypto crypto;
  const Digest key = key_of(std::byte{1});
  for (const std::string_view text : {"", "a", "longer than one block of the cipher"}) {
    for (const std::string_view context : {"", "entry 7"}) {
      const auto sealed = crypto.seal(key, bytes(context), bytes(text));
      EXPECT_EQ(sealed.size(), text.size() + 29);
      EXPECT_EQ(sealed.size(), text.size() + kSealedBytesMore);
      EXPECT_EQ(sealed.front(), std::byte{1});
      const auto opened = crypto.open(key, bytes(context), sealed);
      ASSERT_TRUE(opened);
      EXPECT_TRUE(std::ranges::equal(*opened, bytes(text)));
    }
  }
}

TEST(Seal, hides_that_two_texts_are_the_same) {
  const OpensslCrypto crypto;
  EXPECT_NE(crypto.seal({}, {}, bytes("text")), crypto.seal({}, {}, bytes("text")));
}

TEST(Seal, opens_with_nothing_else) {
  const OpensslCrypto crypto;
  const Digest key = key_of(std::byte{1});
  const auto sealed = crypto.seal(key, bytes("entry 7"), bytes("text"));
  EXPECT_FALSE(crypto.open(key_of(std::byte{2}), bytes("entry 7"), sealed));
  EXPECT_FALSE(crypto.open(key, bytes("entry 8"), sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] ^= std::byte{1};
    EXPECT_FALSE(crypto.open(key, bytes("entry 7"), changed)) << i;
    EXPECT_FALSE(crypto.open(key, bytes("entry 7"), std::span(sealed).first(i))) << i;
  }
}

TEST(Seal, is_refused_under_the_number_of_another_cipher) {
  const OpensslCrypto crypto;
  const Digest key = key_of(std::byte{1});
  auto sealed = crypto.seal(key, bytes("c"), bytes("text"));
  for (const unsigned number : {0U, 2U, 3U, 0xFFU}) {
    sealed.front() = static_cast<std::byte>(number);
    EXPECT_EQ(crypto.open(key, bytes("c"), sealed).error(),
              (Error{Code::corrupt, "sealed with a cipher that is not known here"}))
        << number;
  }
}

// The number, the nonce 00 01 … 0b, and AES-256-GCM with the number before the context: what a
// store holds opens with every later version.
TEST(Seal, keeps_its_form_for_ever) {
  EXPECT_EQ(
      OpensslCrypto()
          .open(key_of(std::byte{1}), bytes("c"),
                from_hex("01000102030405060708090a0bd8c6c9596407aaab40b2fefe772983c1d8e22df9"))
          .value(),
      std::vector(bytes("text").begin(), bytes("text").end()));
}

// RFC 8032, section 7.1, test 3.
TEST(Ed25519, gives_the_published_signature) {
  const auto seed =
      from_hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
  const OpensslSigner signer{std::span<const std::byte, 32>(seed)};
  EXPECT_EQ(to_hex(signer.public_key()),
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const auto message = from_hex("af82");
  const Signature signature = signer.sign(message);
  EXPECT_EQ(to_hex(signature),
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  EXPECT_TRUE(OpensslCrypto().is_signed(signer.public_key(), message, signature));
}

TEST(Ed25519, refuses_another_message_key_or_signature) {
  const OpensslCrypto crypto;
  const OpensslSigner signer(key_of(std::byte{1}));
  const OpensslSigner other(key_of(std::byte{2}));
  Signature signature = signer.sign(bytes("text"));
  EXPECT_FALSE(crypto.is_signed(signer.public_key(), bytes("texts"), signature));
  EXPECT_FALSE(crypto.is_signed(other.public_key(), bytes("text"), signature));
  signature[63] ^= std::byte{1};
  EXPECT_FALSE(crypto.is_signed(signer.public_key(), bytes("text"), signature));
}

TEST(Random, does_not_repeat_itself) {
  Digest one{};
  Digest two{};
  OpensslCrypto().random(one);
  OpensslCrypto().random(two);
  EXPECT_NE(one, two);
}

}  // namespace
}  // namespace menshen::crypto_openssl
