#include "backup/format.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "crypto_openssl/openssl_crypto.hpp"

namespace menshen::backup {
namespace {

Manifest some_manifest() {
  return {.made = Instant{std::chrono::milliseconds{1'772'352'000'000}},
          .entries = 4711,
          .root = {std::byte{7}},
          .files = {
              {.name = "vault.db", .bytes = 10, .size = 10, .digest = {}},
              {.name = "record/journal/00000000000000000000.seg", .bytes = 64, .size = 4096}}};
}

TEST(Manifest, is_read_as_it_was_written) {
  EXPECT_EQ(parse_manifest(encode(some_manifest())).value(), some_manifest());
  const Manifest empty;
  EXPECT_EQ(parse_manifest(encode(empty)).value(), empty);
}

struct Wrong {
  std::string_view name;
  std::function<void(Manifest&)> make;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class WrongManifest : public testing::TestWithParam<Wrong> {};

TEST_P(WrongManifest, is_refused) {
  Manifest manifest = some_manifest();
  GetParam().make(manifest);
  EXPECT_EQ(parse_manifest(encode(manifest)).error().code, Code::corrupt);
}

INSTANTIATE_TEST_SUITE_P(
    manifests, WrongManifest,
    testing::Values(
        Wrong{"a_name_above", [](Manifest& m) { m.files[0].name = "../vault.db"; }},
        Wrong{"a_name_from_the_root", [](Manifest& m) { m.files[0].name = "/etc/passwd"; }},
        Wrong{"a_name_above_the_record", [](Manifest& m) { m.files[0].name = "record/.."; }},
        Wrong{"a_hidden_name", [](Manifest& m) { m.files[0].name = ".ssh"; }},
        Wrong{"a_deeper_name", [](Manifest& m) { m.files[0].name = "record/a/b"; }},
        Wrong{"a_folder_in_the_journal",
              [](Manifest& m) { m.files[0].name = "record/journal/tree/a"; }},
        Wrong{"no_name", [](Manifest& m) { m.files[0].name = ""; }},
        Wrong{"no_name_in_the_record", [](Manifest& m) { m.files[0].name = "record/"; }},
        Wrong{"a_name_with_a_nul",
              [](Manifest& m) { m.files[0].name = std::string("vault\0db", 8); }},
        Wrong{"a_long_name", [](Manifest& m) { m.files[0].name = std::string(200, 'a'); }},
        Wrong{"one_name_twice", [](Manifest& m) { m.files[1].name = m.files[0].name; }},
        Wrong{"more_kept_than_there_was", [](Manifest& m) { m.files[0].bytes = 11; }},
        Wrong{"a_size_beyond_all_disks",
              [](Manifest& m) { m.files[0].size = std::uint64_t{1} << 61U; }}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Manifest, is_nothing_shorter_or_longer) {
  const auto bytes = encode(some_manifest());
  for (std::size_t count = 0; count < bytes.size(); ++count) {
    EXPECT_FALSE(parse_manifest(std::span(bytes).first(count))) << count;
  }
  auto longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(parse_manifest(longer));
}

TEST(Identity, is_another_for_each_backup_and_the_same_when_read_again) {
  const crypto_openssl::OpensslCrypto crypto;
  const Digest key{std::byte{1}};
  const auto one = Identity::make(crypto, key);
  const auto other = Identity::make(crypto, key);
  EXPECT_NE(one.head(), other.head());
  EXPECT_NE(one.key(), other.key());
  const auto again = Identity::of(one.head() + "sealed", crypto, key);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->key(), one.key());
  EXPECT_EQ(again->context(3, 4, true), one.context(3, 4, true));
  EXPECT_NE(one.context(3, 4, true), one.context(3, 4, false));
  EXPECT_NE(one.context(3, 4, true), one.context(34, 4, true));
}

TEST(Identity, is_read_from_nothing_else) {
  const crypto_openssl::OpensslCrypto crypto;
  const std::string right = Identity::make(crypto, {}).head();
  for (std::size_t at = 0; at < right.size(); ++at) {
    std::string wrong = right;
    wrong[at] = 'X';
    EXPECT_FALSE(Identity::of(wrong, crypto, {})) << at;
    EXPECT_FALSE(Identity::of(right.substr(0, at), crypto, {})) << at;
  }
}

TEST(SealedBytes, count_every_chunk) {
  EXPECT_EQ(chunks_of(0), 1U);
  EXPECT_EQ(chunks_of(kChunkBytes), 1U);
  EXPECT_EQ(chunks_of(kChunkBytes + 1), 2U);
  EXPECT_EQ(sealed_bytes(0), kSealedBytesMore);
  EXPECT_EQ(sealed_bytes(kChunkBytes + 1), kChunkBytes + 1 + 2 * kSealedBytesMore);
}

}  // namespace
}  // namespace menshen::backup
