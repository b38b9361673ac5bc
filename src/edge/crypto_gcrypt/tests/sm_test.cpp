#include "crypto_gcrypt/detail/sm.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include <gcrypt.h>
#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/testing/from_hex.hpp"

namespace menshen::crypto_gcrypt {
namespace {

Bytes bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// GB/T 32905-2016, annex A. The product has SM3 inside of HMAC alone.
TEST(Sm3, gives_the_published_digests) {
  ready_gcrypt();
  const auto sm3 = [](std::string_view text) {
    Digest digest{};
    gcry_md_hash_buffer(GCRY_MD_SM3, digest.data(), text.data(), text.size());
    return to_hex(digest);
  };
  EXPECT_EQ(sm3("abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  EXPECT_EQ(sm3("abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd"),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

// GM/T 0042-2015, annex D.3.
TEST(HmacSm3, gives_the_published_codes) {
  ready_gcrypt();
  EXPECT_EQ(to_hex(hmac_sm3(bytes("Jefe"), bytes("what do ya want for nothing?"))),
            "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882");
  EXPECT_EQ(
      to_hex(hmac_sm3(
          from_hex(
              "0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425"),
          std::vector<std::byte>(50, std::byte{0xcd}))),
      "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae");
}

// RFC 8998, appendix A.1.
struct Published {
  Sm4Key key{};
  std::vector<std::byte> nonce = from_hex("00001234567800000000abcd");
  std::vector<std::byte> bound = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  std::vector<std::byte> text = from_hex(
      "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
      "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa");
  std::vector<std::byte> sealed = from_hex(
      "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
      "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
      "83de3541e4c2b58177e065a9bf7b62ec");

  Published() {
    ready_gcrypt();
    std::ranges::copy(from_hex("0123456789abcdeffedcba9876543210"), key.begin());
  }
  [[nodiscard]] std::span<const std::byte, kNonceBytes> iv() const {
    return std::span(nonce).first<kNonceBytes>();
  }
};

TEST(Sm4Gcm, gives_the_published_ciphertext_and_tag) {
  const Published example;
  std::vector<std::byte> out(example.sealed.size());
  encrypt(example.key, example.iv(), {example.bound}, example.text, out);
  EXPECT_EQ(to_hex(out), to_hex(example.sealed));
}

TEST(Sm4Gcm, binds_parts_as_if_they_stood_behind_one_another) {
  const Published example;
  const Bytes bound = example.bound;
  for (std::size_t i = 0; i <= bound.size(); ++i) {
    std::vector<std::byte> out(example.text.size());
    EXPECT_TRUE(decrypt(example.key, example.iv(), {bound.first(i), {}, bound.subspan(i)},
                        example.sealed, out));
    EXPECT_EQ(out, example.text);
  }
}

TEST(Sm4Gcm, shows_nothing_of_what_was_changed) {
  const Published example;
  for (std::size_t i = 0; i < example.sealed.size(); ++i) {
    auto changed = example.sealed;
    changed[i] ^= std::byte{0x80};
    std::vector<std::byte> out(example.text.size(), std::byte{1});
    EXPECT_FALSE(decrypt(example.key, example.iv(), {example.bound}, changed, out)) << i;
    EXPECT_EQ(out, std::vector<std::byte>(out.size())) << i;
  }
}

}  // namespace
}  // namespace menshen::crypto_gcrypt
