#include "crypto_openssl/openssl_crypto.hpp"

#include <cstddef>
#include <span>
#include <string_view>

#include <gtest/gtest.h>

#include "base/crypto.hpp"

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

// RFC 4231, test case 2.
TEST(HmacSha256, gives_the_published_code) {
  EXPECT_EQ(
      to_hex(OpensslCrypto().hmac_sha256(bytes("Jefe"), bytes("what do ya want for nothing?"))),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
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
