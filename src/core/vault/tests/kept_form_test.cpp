#include "vault/kept_form.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/from_hex.hpp"
#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::vault {
namespace {

const crypto_openssl::OpensslCrypto kCrypto;

Protected some_kept() {
  static const auto kSalt = from_hex("0102");
  return write_kept(kCrypto, "tpm2", 300, {.numbers = {7, 1U << 20U}, .bytes = {kSalt, {}}});
}

TEST(KeptForm, is_the_same_for_ever) {
  // Whoever changes this line makes every vault unreadable.
  EXPECT_EQ(to_hex(some_kept()),
            "88016474706d3219012c071a00100000420102405820"
            "673328235b2a0f986504ed092a253e51fb256f75e960bd6485b472a0ea476b2d");
}

TEST(KeptForm, gives_back_what_was_put_in) {
  const auto kept = some_kept();
  const auto parts = read_kept(kCrypto, "tpm2", 300, kept, 2, 2);
  ASSERT_TRUE(parts) << parts.error().what;
  EXPECT_THAT(parts->numbers, testing::ElementsAre(7, 1U << 20U));
  ASSERT_EQ(parts->bytes.size(), 2U);
  EXPECT_EQ(to_hex(parts->bytes[0]), "0102");
  EXPECT_TRUE(parts->bytes[1].empty());
}

TEST(KeptForm, is_read_only_as_what_it_is) {
  const auto kept = some_kept();
  const auto is_corrupt = [](const auto& read) {
    return !read && read.error().code == Code::corrupt;
  };
  EXPECT_TRUE(is_corrupt(read_kept(kCrypto, "pkcs11", 300, kept, 2, 2)));
  EXPECT_TRUE(is_corrupt(read_kept(kCrypto, "tpm2", 301, kept, 2, 2)));
  EXPECT_TRUE(is_corrupt(read_kept(kCrypto, "tpm2", 300, kept, 1, 2)));
  EXPECT_TRUE(is_corrupt(read_kept(kCrypto, "tpm2", 300, kept, 1, 3)));
  EXPECT_TRUE(is_corrupt(read_kept(kCrypto, "tpm2", 300, kept, 2, 3)));
  for (std::size_t size = 0; size < kept.size(); ++size) {
    const auto cut = std::span(kept).first(size);
    EXPECT_TRUE(is_corrupt(read_kept(kCrypto, "tpm2", 300, cut, 2, 2))) << size;
  }
  for (std::size_t bit = 0; bit < 8 * kept.size(); ++bit) {
    auto changed = kept;
    changed[bit / 8] ^= std::byte{1} << (bit % 8);
    EXPECT_TRUE(is_corrupt(read_kept(kCrypto, "tpm2", 300, changed, 2, 2))) << bit;
  }
}

TEST(KeptForm, is_refused_for_another_version_with_the_right_checksum) {
  auto kept = some_kept();
  kept[1] = std::byte{2};
  const auto digest = kCrypto.sha256(std::span(kept).first(kept.size() - 34));
  std::ranges::copy(digest, kept.end() - 32);
  const auto read = read_kept(kCrypto, "tpm2", 300, kept, 2, 2);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().what.find("version 2"), std::string::npos) << read.error().what;
}

}  // namespace
}  // namespace menshen::vault
