#include "ledger/key_file.hpp"

#include <cstddef>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "crypto_openssl/openssl_sm2.hpp"
#include "ledger/note.hpp"

namespace menshen::ledger {
namespace {

using crypto_openssl::OpensslCrypto;
using crypto_openssl::OpensslSigner;
using crypto_openssl::OpensslSm2Signer;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFile = "/state/record.key";

class KeyFileTest : public testing::Test {
 protected:
  KeyFileTest() { EXPECT_TRUE(files_.make_folder("/state")); }

  static std::unique_ptr<Signer> make_signer(std::span<const std::byte, 32> seed) {
    return std::make_unique<OpensslSigner>(seed);
  }
  KeyFile open_file() { return {.files = files_, .crypto = crypto_, .path = kFile}; }

  Result<KeyPair> read(KeyKind kind = KeyKind::ed25519) {
    return read_key(open_file(), make_signer, kind);
  }
  Result<KeyPair> read_or_make(std::string_view name, KeyKind kind = KeyKind::ed25519) {
    return read_or_make_key(open_file(), make_signer, name, kind);
  }

  Result<Sm2KeyPair> read_sm2() { return read_sm2_key(open_file(), OpensslSm2Signer::make); }
  Result<Sm2KeyPair> read_or_make_sm2(std::string_view name) {
    return read_or_make_sm2_key(open_file(), OpensslSm2Signer::make, name);
  }

  // NOLINTBEGIN: read by the tests
  OpensslCrypto crypto_;
  MemoryFiles files_;
  // NOLINTEND
};

TEST_F(KeyFileTest, is_made_once_and_stays_the_same) {
  EXPECT_EQ(read().error().code, Code::not_found);
  const auto made = read_or_make("example.com/record");
  ASSERT_TRUE(made) << made.error().what;
  std::mt19937_64 random(1);
  const auto after = files_.crash(random);
  const auto again = read_or_make_key({.files = *after, .crypto = crypto_, .path = kFile},
                                      make_signer, "example.com/record", KeyKind::ed25519);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->key, made->key);
  EXPECT_EQ(read()->key, made->key);
  EXPECT_EQ(made->key.key, made->signer->public_key());
  EXPECT_EQ(made->signer->sign({}), again->signer->sign({}));
}

TEST_F(KeyFileTest, is_not_the_same_key_elsewhere) {
  const auto one = read_or_make("example.com/record");
  ASSERT_TRUE(files_.remove(kFile));
  EXPECT_NE(read_or_make("example.com/record")->key, one->key);
}

TEST_F(KeyFileTest, signs_as_it_is_asked_to) {
  ASSERT_TRUE(read_or_make("witness.example/1", KeyKind::cosignature));
  EXPECT_EQ(read(KeyKind::cosignature)->key.kind, KeyKind::cosignature);
}

TEST_F(KeyFileTest, is_not_renamed) {
  ASSERT_TRUE(read_or_make("example.com/record"));
  EXPECT_EQ(read_or_make("example.com/other").error().code, Code::conflict);
}

TEST_F(KeyFileTest, has_no_name_that_no_key_may_have) {
  for (const char* name : {"", "two words", "a+b", "line\nbreak"}) {
    EXPECT_EQ(read_or_make(name).error().code, Code::invalid_input) << name;
  }
  EXPECT_EQ(read().error().code, Code::not_found);
}

TEST_F(KeyFileTest, is_refused_when_it_was_changed_and_its_text_is_not_shown) {
  ASSERT_TRUE(read_or_make("example.com/record"));
  const std::string text = read_whole(files_, kFile, 1000).value();
  const std::size_t id = std::string("PRIVATE+KEY+example.com/record+").size();
  std::string other_id = text;
  other_id[id] = other_id[id] == '0' ? '1' : '0';
  for (const std::string& wrong : {std::string(), std::string("\n"), text.substr(1),
                                   text.substr(0, text.size() - 3), text + "\n", other_id}) {
    ASSERT_TRUE(replace_whole(files_, kFile, wrong));
    const auto key = read();
    ASSERT_FALSE(key) << wrong;
    EXPECT_EQ(key.error().code, Code::corrupt);
    EXPECT_THAT(key.error().what, Not(HasSubstr(text.substr(id + 9, 20))));
  }
}

TEST_F(KeyFileTest, is_of_sm2_when_that_is_asked) {
  EXPECT_EQ(read_sm2().error().code, Code::not_found);
  const auto made = read_or_make_sm2("example.com/record");
  ASSERT_TRUE(made) << made.error().what;
  EXPECT_EQ(made->key.key, made->signer->public_key());
  EXPECT_EQ(read_sm2()->key, made->key);
  EXPECT_EQ(read_or_make_sm2("example.com/record")->key, made->key);
  EXPECT_EQ(read_or_make_sm2("example.com/other").error().code, Code::conflict);
  EXPECT_EQ(read_or_make_sm2("two words").error().code, Code::invalid_input);
}

TEST_F(KeyFileTest, is_not_taken_for_a_key_of_the_other_algorithm) {
  ASSERT_TRUE(read_or_make("example.com/record"));
  EXPECT_EQ(read_sm2().error().code, Code::corrupt);
  EXPECT_EQ(read_or_make_sm2("example.com/record").error().code, Code::corrupt);
  ASSERT_TRUE(files_.remove(kFile));
  ASSERT_TRUE(read_or_make_sm2("example.com/record"));
  EXPECT_EQ(read().error().code, Code::corrupt);
}

TEST_F(KeyFileTest, is_drawn_again_when_the_bytes_are_no_key_of_sm2) {
  int drawn = 0;
  const auto second = [&drawn](std::span<const std::byte, 32> seed) {
    return ++drawn == 2 ? OpensslSm2Signer::make(seed) : nullptr;
  };
  ASSERT_TRUE(read_or_make_sm2_key(open_file(), second, "example.com/record"));
  EXPECT_EQ(drawn, 2);
  // In a file such bytes are nobody's key.
  const auto none = [](std::span<const std::byte, 32>) { return nullptr; };
  EXPECT_EQ(read_sm2_key(open_file(), none).error().code, Code::corrupt);
  EXPECT_TRUE(read_sm2());
}

}  // namespace
}  // namespace menshen::ledger
