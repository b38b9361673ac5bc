#include "ledger/sealed_key.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "crypto_gcrypt/gcrypt_crypto.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "crypto_openssl/openssl_sm2.hpp"
#include "ledger/note.hpp"
#include "ledger/signing_key.hpp"
#include "ledger/sm2_note.hpp"

namespace menshen::ledger {
namespace {

const crypto_openssl::OpensslCrypto kOpenssl;
const crypto_gcrypt::GcryptCrypto kAes(kOpenssl, Cipher::aes_256_gcm);
const crypto_gcrypt::GcryptCrypto kSm4(kOpenssl, Cipher::sm4_gcm);
constexpr Digest kUnder = {std::byte{1}};

// Published with golang.org/x/mod/sumdb/note (note_test.go).
constexpr std::string_view kPeter =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view kPeterPublic =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

SigningKey peter() { return parse_signing_key(kPeter).value(); }

SealedKey seal(const SigningKey& key, const Crypto& crypto = kAes) {
  return seal_key(key, crypto_openssl::OpensslSigner(key.seed).public_key(), kUnder, crypto);
}

Result<SealedKey> parse(std::string_view text, KeyAlgorithm of = KeyAlgorithm::ed25519) {
  return parse_sealed_key(text, of, kAes);
}

bool has(std::span<const std::byte> all, std::span<const std::byte> part) {
  return !std::ranges::search(all, part).empty();
}

TEST(SealedKey, says_whose_it_is_and_nothing_of_the_seed) {
  const SigningKey key = peter();
  const SealedKey sealed = seal(key);
  const std::string text = to_text(sealed, kAes);
  EXPECT_EQ(text.substr(0, text.find('\n')), "SEALED+KEY+" + std::string(kPeterPublic));
  EXPECT_FALSE(has(sealed.sealed, std::span(key.seed).first(8)));
  EXPECT_EQ(text.find(kPeter.substr(40, 10)), std::string::npos);
  EXPECT_TRUE(is_sealed_key(text));
  EXPECT_FALSE(is_sealed_key(kPeter));
}

TEST(SealedKey, goes_there_and_back) {
  const SealedKey sealed = seal(peter());
  const auto read = parse(to_text(sealed, kAes));
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(*read, sealed);
  const auto opened = open_key(*read, kUnder, kAes);
  ASSERT_TRUE(opened) << opened.error().what;
  EXPECT_EQ(to_text(*opened), kPeter);
}

TEST(SealedKey, of_sm2_goes_there_and_back) {
  const SigningKey key("a", {}, {std::byte{7}}, KeyAlgorithm::sm2);
  const Sm2Key own{.name = "a",
                   .key = crypto_openssl::OpensslSm2Signer::make(key.seed)->public_key()};
  const std::string text = to_text(seal_key(key, own.key, kUnder, kAes), kAes);
  EXPECT_EQ(text.substr(0, text.find('\n')), "SEALED+KEY+" + to_text(own, kAes));
  EXPECT_EQ(parse(text).error().code, Code::invalid_input) << "it is none of Ed25519";
  const auto opened = open_key(parse(text, KeyAlgorithm::sm2).value(), kUnder, kAes);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->seed, key.seed);
  EXPECT_EQ(opened->id, key_id(own, kAes));
}

TEST(SealedKey, opens_in_either_profile_whichever_sealed_it) {
  const SealedKey by_aes = seal(peter(), kAes);
  const SealedKey by_sm4 = seal(peter(), kSm4);
  EXPECT_EQ(by_aes.sealed.front(), static_cast<std::byte>(Cipher::aes_256_gcm));
  EXPECT_EQ(by_sm4.sealed.front(), static_cast<std::byte>(Cipher::sm4_gcm));
  for (const Crypto* crypto : {&kAes, &kSm4}) {
    EXPECT_EQ(open_key(by_aes, kUnder, *crypto)->seed, peter().seed);
    EXPECT_EQ(open_key(by_sm4, kUnder, *crypto)->seed, peter().seed);
  }
}

TEST(SealedKey, opens_under_no_other_key_and_beside_no_other_name_or_public_key) {
  constexpr Digest kOther = {std::byte{2}};
  const SealedKey sealed = seal(peter());
  EXPECT_EQ(open_key(sealed, kOther, kAes).error().code, Code::corrupt);
  // These would pass the id, which whoever changes the rest can count anew.
  auto renamed = sealed;
  renamed.name = "PeterNewman";
  EXPECT_TRUE(parse(to_text(renamed, kAes)));
  EXPECT_EQ(open_key(renamed, kUnder, kAes).error().code, Code::corrupt);
  auto exchanged = sealed;
  exchanged.public_key.front() ^= std::byte{1};
  EXPECT_TRUE(parse(to_text(exchanged, kAes)));
  EXPECT_EQ(open_key(exchanged, kUnder, kAes).error().code, Code::corrupt);
}

TEST(SealedKey, is_refused_when_any_byte_of_it_is_changed_lost_or_added) {
  const std::string text = to_text(seal(peter()), kAes);
  const auto is_key = [](std::string_view changed) {
    const auto read = parse(changed);
    return read && open_key(*read, kUnder, kAes);
  };
  ASSERT_TRUE(is_key(text));
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed.at(at) = static_cast<char>(changed.at(at) ^ 1);
    EXPECT_FALSE(is_key(changed)) << changed;
    EXPECT_FALSE(is_key(text.substr(0, at)));
    EXPECT_FALSE(is_key(text.substr(at + 1)));
    EXPECT_FALSE(is_key(std::string(text).erase(at, 1)));
    EXPECT_FALSE(is_key(std::string(text).insert(at, "+")));
  }
  EXPECT_FALSE(is_key(text + "\n"));
}

TEST(SealedKey, is_refused_with_what_is_wrong) {
  const std::string head = "SEALED+KEY+" + std::string(kPeterPublic);
  const std::string seed = to_base64(std::vector<std::byte>(32 + kSealedBytesMore));
  struct Case {
    std::string text;
    std::string_view what;
  };
  for (const auto& [text, what] : {
           Case{"", "begin with"},
           Case{std::string(kPeter), "begin with"},
           Case{"SEALED+KEY+", "two lines"},
           Case{head, "two lines"},
           Case{"SEALED+KEY+two words+c74f20a3+AA==\n" + seed, "two lines"},
           Case{"SEALED+KEY+a+c74f20a3\n" + seed, "two lines"},
           Case{head + "=\n" + seed, "base64"},
           Case{head + "\n" + seed + "\n", "base64"},
           Case{"SEALED+KEY+a+c74f20a3+AA==\n" + seed, "not of Ed25519"},
           Case{head + "\n", "0 bytes, not 61"},
           Case{head + "\n" + to_base64(std::vector<std::byte>(60)), "60 bytes, not 61"},
           Case{"SEALED+KEY+PeterNewman+" + head.substr(24) + "\n" + seed, "id"},
       }) {
    const auto key = parse(text);
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().code, Code::invalid_input);
    EXPECT_NE(key.error().what.find(what), std::string::npos) << key.error().what;
  }
  EXPECT_TRUE(parse(head + "\n" + seed)) << "what it seals is for open_key to see";
}

}  // namespace
}  // namespace menshen::ledger
