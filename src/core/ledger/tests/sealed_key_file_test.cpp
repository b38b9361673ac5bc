#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/base64.hpp"
#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "base/whole_file.hpp"
#include "crypto_gcrypt/gcrypt_crypto.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "crypto_openssl/openssl_sm2.hpp"
#include "ledger/key_file.hpp"
#include "ledger/note.hpp"
#include "ledger/sealed_key.hpp"

namespace menshen::ledger {
namespace {

using crypto_openssl::OpensslSm2Signer;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFile = "/state/record.key";
constexpr const char* kName = "example.com/record";
constexpr KeyKind kKind = KeyKind::ed25519;
constexpr Digest kUnder = {std::byte{1}};
constexpr Digest kOther = {std::byte{2}};

const crypto_openssl::OpensslCrypto kOpenssl;
const crypto_gcrypt::GcryptCrypto kAes(kOpenssl, Cipher::aes_256_gcm);
const crypto_gcrypt::GcryptCrypto kSm4(kOpenssl, Cipher::sm4_gcm);

std::unique_ptr<Signer> make_signer(std::span<const std::byte, 32> seed) {
  return std::make_unique<crypto_openssl::OpensslSigner>(seed);
}

SealingKey under(const Digest& key) {
  return [key] { return key; };
}

SealingKey never_asked() {
  return []() -> Result<Digest> {
    ADD_FAILURE() << "the sealing key was asked for";
    return kUnder;
  };
}

class SealedKeyFile : public testing::Test {
 protected:
  SealedKeyFile() { EXPECT_TRUE(files_.make_folder("/state")); }

  KeyFile file(SealingKey key = under(kUnder), const Crypto& crypto = kAes) {
    return {.files = files_, .crypto = crypto, .path = kFile, .sealing_key = std::move(key)};
  }
  KeyPair make() { return read_or_make_key(file(), make_signer, kName, kKind).value(); }
  KeyPair make_open() {
    return read_or_make_key(file(nullptr), make_signer, kName, kKind).value();
  }
  [[nodiscard]] std::string text() { return read_whole(files_, kFile, 1000).value(); }
  void put(const std::string& text) { ASSERT_TRUE(replace_whole(files_, kFile, text)); }
  Result<KeyPair> read(SealingKey key = under(kUnder)) {
    return read_key(file(std::move(key)), make_signer, kKind);
  }

  MemoryFiles files_;  // NOLINT: read by the tests
};

// The seed as a signer gets it.
std::string seen_seed(const KeyFile& file) {
  std::string seed;
  const auto see = [&seed](std::span<const std::byte, 32> bytes) {
    seed.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());  // NOLINT: raw
    return make_signer(bytes);
  };
  EXPECT_TRUE(read_key(file, see, kKind));
  return seed;
}

TEST_F(SealedKeyFile, is_made_sealed_and_read_again) {
  const auto made = make();
  EXPECT_EQ(make().key, made.key);
  const auto again = read();
  ASSERT_TRUE(again) << again.error().what;
  EXPECT_EQ(again->key, made.key);
  EXPECT_EQ(again->signer->sign({}), made.signer->sign({}));
  EXPECT_TRUE(is_sealed_key(text()));
}

TEST_F(SealedKeyFile, holds_the_seed_in_no_form) {
  make();
  const std::string seed = seen_seed(file());
  ASSERT_EQ(seed.size(), 32U);
  const auto bytes = std::as_bytes(std::span(seed));
  const std::string kept = text();
  for (std::size_t at = 0; at + 8 <= seed.size(); ++at) {
    EXPECT_THAT(kept, Not(HasSubstr(seed.substr(at, 8))));
    EXPECT_THAT(kept, Not(HasSubstr(to_hex(bytes.subspan(at, 8)))));
    EXPECT_THAT(
        kept,
        Not(HasSubstr(
            to_base64(bytes.subspan(at, std::min<std::size_t>(9, 32 - at))).substr(0, 10))));
  }
}

TEST_F(SealedKeyFile, says_its_public_key_without_the_sealing_key) {
  const auto made = make();
  const auto key = read_verifier_key(file(never_asked()), make_signer, kKind);
  ASSERT_TRUE(key) << key.error().what;
  EXPECT_EQ(*key, made.key);
  EXPECT_EQ(read_verifier_key(file(never_asked()), make_signer, KeyKind::cosignature)->kind,
            KeyKind::cosignature);
}

// Or whoever can write the file could have the record signed by a key of their own.
TEST_F(SealedKeyFile, is_not_one_that_lies_open) {
  make_open();
  const std::string before = text();
  const auto refused = AllOf(HasSubstr(kFile), HasSubstr("bring the sealed one back"));
  for (const auto& read : {read_key(file(never_asked()), make_signer, kKind),
                           read_or_make_key(file(never_asked()), make_signer, kName, kKind)}) {
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Code::conflict);
    EXPECT_THAT(read.error().what, refused);
  }
  EXPECT_EQ(read_verifier_key(file(never_asked()), make_signer, kKind).error().code,
            Code::conflict);
  EXPECT_EQ(text(), before);
}

// Whatever fails, and when power goes: what was answered is there, and half a key never is.
TEST_F(SealedKeyFile, is_made_whole_or_not_wherever_it_is_cut_short) {
  std::mt19937_64 random(1);
  for (const FileOperation operation : kFileOperations) {
    for (int round = 0; round < 20; ++round) {
      MemoryFiles files;
      ASSERT_TRUE(files.make_folder("/state"));
      ASSERT_TRUE(files.sync_folder("/"));
      const KeyFile at{
          .files = files, .crypto = kAes, .path = kFile, .sealing_key = under(kUnder)};
      files.fail({.operation = operation, .is_short = round % 2 == 0});
      const auto made = read_or_make_key(at, make_signer, kName, kKind);

      const auto after = files.crash(random);
      const KeyFile left{
          .files = *after, .crypto = kAes, .path = kFile, .sealing_key = under(kUnder)};
      const auto again = read_or_make_key(left, make_signer, kName, kKind);
      ASSERT_TRUE(again) << again.error().what;
      if (made) {
        EXPECT_EQ(again->key, made->key);
      }
      EXPECT_EQ(read_key(left, make_signer, kKind)->key, again->key);
    }
  }
}

TEST_F(SealedKeyFile, is_refused_under_another_key_or_changed_and_says_which_file) {
  make();
  const std::string good = text();
  const std::size_t seed = good.find('\n') + 1;
  const auto changed_at = [&](std::size_t at) {
    std::string changed = good;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    return changed;
  };
  MemoryFiles other_files;
  ASSERT_TRUE(other_files.make_folder("/state"));
  const KeyFile other{
      .files = other_files, .crypto = kAes, .path = kFile, .sealing_key = under(kUnder)};
  ASSERT_TRUE(read_or_make_key(other, make_signer, kName, kKind));
  const std::string others = read_whole(other_files, kFile, 1000).value();
  struct Case {
    std::string_view why;
    std::string text;
    Digest key = kUnder;
  };
  for (const auto& [why, text, key] : {
           Case{"another sealing key", good, kOther},
           Case{"a seed that was changed", changed_at(seed + 30)},
           Case{"another cipher's number", changed_at(seed)},
           Case{"a name that was changed", changed_at(12)},
           Case{"a public key that was changed", changed_at(seed - 10)},
           Case{"a seed that is another's",
                good.substr(0, seed) + others.substr(others.find('\n') + 1)},
           Case{"a file that was cut", good.substr(0, good.size() - 9)},
           Case{"only the first line", good.substr(0, seed)},
       }) {
    put(text);
    for (const auto& read : {read_key(file(under(key)), make_signer, kKind),
                             read_or_make_key(file(under(key)), make_signer, kName, kKind)}) {
      ASSERT_FALSE(read) << why;
      EXPECT_EQ(read.error().code, Code::corrupt) << why;
      EXPECT_THAT(read.error().what, HasSubstr(kFile)) << why;
    }
    EXPECT_EQ(this->text(), text) << "what is damaged is left as it is";
  }
}

// Names and ids can be counted anew by whoever can write the file.
TEST_F(SealedKeyFile, is_refused_under_a_name_that_it_was_not_sealed_with) {
  make();
  std::string sealed = text();
  sealed.pop_back();
  auto key = parse_sealed_key(sealed, KeyAlgorithm::ed25519, kAes).value();
  key.name = "example.com/other";
  put(to_text(key, kAes) + "\n");
  EXPECT_EQ(read().error().code, Code::corrupt);
  EXPECT_EQ(read_or_make_key(file(), make_signer, kName, kKind).error().code, Code::corrupt);
}

TEST_F(SealedKeyFile, is_not_made_anew_when_the_sealing_key_is_not_there) {
  make();
  const std::string before = text();
  for (const Code code : {Code::not_found, Code::unavailable}) {
    const auto none = [code]() -> Result<Digest> { return fail(code, "no such key"); };
    for (const auto& read : {read_key(file(none), make_signer, kKind),
                             read_or_make_key(file(none), make_signer, kName, kKind)}) {
      ASSERT_FALSE(read);
      EXPECT_EQ(read.error().code, code);
      EXPECT_THAT(read.error().what, AllOf(HasSubstr(kFile), HasSubstr("no such key")));
    }
  }
  EXPECT_EQ(text(), before);
}

TEST_F(SealedKeyFile, is_no_file_for_whoever_has_no_sealing_key) {
  make();
  EXPECT_EQ(read(nullptr).error().code, Code::conflict);
  EXPECT_EQ(read_or_make_key(file(nullptr), make_signer, kName, kKind).error().code,
            Code::conflict);
}

TEST_F(SealedKeyFile, is_read_in_the_other_profile_and_stays_sealed_as_it_was) {
  const auto made = make();
  const std::string before = text();
  const auto read = read_or_make_key(file(under(kUnder), kSm4), make_signer, kName, kKind);
  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->key, made.key);
  EXPECT_EQ(text(), before);
  ASSERT_TRUE(files_.remove(kFile));
  const auto by_sm4 = read_or_make_key(file(under(kUnder), kSm4), make_signer, kName, kKind);
  EXPECT_EQ(read_key(file(), make_signer, kKind)->key, by_sm4->key);
}

TEST_F(SealedKeyFile, of_sm2_is_sealed_and_read_likewise) {
  const auto sm2 = [&](SealingKey key) {
    return read_or_make_sm2_key(file(std::move(key)), OpensslSm2Signer::make, kName);
  };
  const auto made = sm2(under(kUnder));
  ASSERT_TRUE(made);
  EXPECT_TRUE(is_sealed_key(text()));
  EXPECT_EQ(sm2(under(kUnder))->key, made->key);
  EXPECT_EQ(read_sm2_key(file(), OpensslSm2Signer::make)->key, made->key);
  EXPECT_EQ(read_sm2_verifier_key(file(never_asked()), OpensslSm2Signer::make).value(),
            made->key);
  EXPECT_EQ(sm2(under(kOther)).error().code, Code::corrupt);
  EXPECT_EQ(read().error().code, Code::corrupt) << "it is none of Ed25519";
}

}  // namespace
}  // namespace menshen::ledger
