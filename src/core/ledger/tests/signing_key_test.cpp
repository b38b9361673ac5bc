#include "ledger/signing_key.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/note.hpp"

namespace menshen::ledger {
namespace {

static_assert(!std::is_copy_constructible_v<SigningKey>);
static_assert(!std::is_copy_assignable_v<SigningKey>);

// Published with golang.org/x/mod/sumdb/note (note_test.go).
constexpr std::string_view kPeter =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

// Whether the text is a key, and its id that of the seed.
bool is_key(std::string_view text) {
  const crypto_openssl::OpensslCrypto crypto;
  const auto key = parse_signing_key(text);
  if (!key) return false;
  const crypto_openssl::OpensslSigner signer(key->seed);
  return key_id({.name = key->name, .key = signer.public_key()}, crypto) == key->id;
}

TEST(SigningKey, goes_there_and_back) {
  const auto key = parse_signing_key(kPeter);
  ASSERT_TRUE(key) << key.error().what;
  EXPECT_EQ(key->name, "PeterNeumann");
  EXPECT_EQ(to_hex(key->id), "c74f20a3");
  EXPECT_EQ(to_text(*key), kPeter);
  EXPECT_TRUE(is_key(kPeter));
}

// The manglings of note_test.go: every part of the text, and every byte raised by one.
TEST(SigningKey, is_refused_when_mangled) {
  for (std::size_t from = 0; from <= kPeter.size(); ++from) {
    for (std::size_t to = from + 1; to <= kPeter.size(); ++to) {
      if (from == 0 && to == kPeter.size()) continue;
      EXPECT_FALSE(is_key(kPeter.substr(from, to - from)));
    }
  }
  for (std::size_t at = 0; at < kPeter.size(); ++at) {
    std::string text(kPeter);
    ++text[at];
    EXPECT_FALSE(is_key(text)) << text;
  }
}

TEST(SigningKey, is_refused_without_showing_it) {
  for (const std::string_view text :
       {"", "PRIVATE+KEY+", "PRIVATE+KEY+a", "PRIVATE+KEY+a+c74f20a3",
        "PRIVATE+KEY++c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        "PRIVATE+KEY+a+C74F20A3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        "PRIVATE+KEY+a+c74f20a+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        "PRIVATE+KEY+a+c74f20a3+BIEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        "PRIVATE+KEY+a+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKA==",
        "PRIVATE+KEY+a+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz\n"}) {
    const auto key = parse_signing_key(text);
    ASSERT_FALSE(key) << text;
    EXPECT_EQ(key.error().code, Code::invalid_input);
    EXPECT_EQ(key.error().what.find("KFALV"), std::string::npos);
  }
}

TEST(SigningKey, leaves_nothing_where_it_was_moved_from) {
  auto key = parse_signing_key(kPeter).value();
  const auto seed = key.seed;
  const SigningKey taken(std::move(key));
  EXPECT_EQ(taken.seed, seed);
  EXPECT_EQ(key.seed, SigningKey::Seed{});  // NOLINT(bugprone-use-after-move): that is asked
}

}  // namespace
}  // namespace menshen::ledger
