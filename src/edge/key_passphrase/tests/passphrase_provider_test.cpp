#include "key_passphrase/passphrase_provider.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/testing/from_hex.hpp"
#include "base/testing/memory_files.hpp"
#include "base/whole_file.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "vault/kept_form.hpp"
#include "vault/testing/key_provider_contract.hpp"

namespace menshen::key_passphrase {
namespace {

constexpr Cost kCheap{.passes = 1, .memory_bytes = kMemoryBytesMin};
const crypto_openssl::OpensslCrypto kCrypto;

Ports ports() { return {.crypto = kCrypto, .memory = *std::pmr::new_delete_resource()}; }

Secret secret(std::string_view text) {
  auto made = Secret::make(text.size(), *std::pmr::new_delete_resource()).value();
  std::ranges::copy(std::as_bytes(std::span(text)), made.reveal().begin());
  return made;
}

std::unique_ptr<PassphraseProvider> provider(std::string_view passphrase, Cost cost = kCheap) {
  return PassphraseProvider::make(ports(), secret(passphrase), cost).value();
}

using vault::KeyProviderContract;

vault::OpenProvider fresh_passphrase() {
  std::array<std::byte, 16> random{};
  kCrypto.random(random);
  return [phrase = to_hex(random)] { return provider(phrase); };
}

INSTANTIATE_TEST_SUITE_P(passphrase, KeyProviderContract,
                         testing::Values(vault::MakeKeyDevice{"passphrase", fresh_passphrase}),
                         [](const auto& row) { return std::string(row.param.adapter); });

const std::vector<std::byte> kKek(32, std::byte{7});

Result<Secret> recover(PassphraseProvider& provider, std::span<const std::byte> kept) {
  return provider.recover(1, kept, *std::pmr::new_delete_resource());
}

TEST(PassphraseProvider, refuses_another_passphrase) {
  const auto kept = provider("open sesame")->protect(1, kKek).value();
  for (const std::string_view other : {"open sesam", "open sesame ", "Open sesame", "x"}) {
    const auto found = recover(*provider(other), kept);
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Code::refused);
  }
  EXPECT_TRUE(recover(*provider("open sesame"), kept));
}

TEST(PassphraseProvider, reads_at_the_cost_that_something_was_protected_with) {
  const Cost dearer{.passes = 2, .memory_bytes = 2 * kMemoryBytesMin};
  const auto kept = provider("open sesame", dearer)->protect(1, kKek).value();
  const auto later = provider("open sesame", kCheap);
  ASSERT_TRUE(recover(*later, kept));
  const auto next = later->protect(2, kKek).value();  // at its own cost again
  const auto parts = vault::read_kept(kCrypto, "passphrase", 2, next, 2, 2).value();
  EXPECT_EQ(parts.numbers, (std::vector<std::uint64_t>{kCheap.passes, kCheap.memory_bytes}));
  EXPECT_TRUE(recover(*later, kept));
}

// printf 'open sesame' | argon2 0123456789abcdef -id -t 2 -k 8 -p 1 -l 32 -r
// by the reference implementation, Debian's argon2 20171227.
TEST(PassphraseProvider, opens_what_was_protected_by_an_earlier_version) {
  const std::string_view salt = "0123456789abcdef";
  Digest key{};
  std::ranges::copy(
      from_hex("41f61f10a9cded0b9db3866b327892d90af74f8dc84759c5e3d9ec85ba567e36"),
      key.begin());
  const std::string_view context = "menshen key-encryption key, epoch 1";
  const auto sealed = kCrypto.seal(key, std::as_bytes(std::span(context)), kKek);
  const auto kept = vault::write_kept(
      kCrypto, "passphrase", 1,
      {.numbers = {2, 8192}, .bytes = {std::as_bytes(std::span(salt)), sealed}});
  const auto found = recover(*provider("open sesame"), kept);
  ASSERT_TRUE(found) << found.error().what;
  EXPECT_TRUE(std::ranges::equal(found->reveal(), kKek));
}

struct CostRow {
  std::string_view name;
  Cost cost;
  bool is_taken;
};

const CostRow kCosts[] = {
    {"cheapest", {1, kMemoryBytesMin}, true},
    {"no_pass", {0, kMemoryBytesMin}, false},
    {"most_passes", {kPassesMax, kMemoryBytesMin}, true},
    {"too_many_passes", {kPassesMax + 1, kMemoryBytesMin}, false},
    {"too_little_memory", {1, kMemoryBytesMin - 1}, false},
    {"too_much_memory", {1, kMemoryBytesMax + 1}, false},
    {"absurd", {UINT64_MAX, UINT64_MAX}, false},
};

class PassphraseCost : public testing::TestWithParam<CostRow> {};

TEST_P(PassphraseCost, is_bounded_in_the_settings_and_in_what_was_kept) {
  const auto made = PassphraseProvider::make(ports(), secret("x"), GetParam().cost);
  EXPECT_EQ(made.has_value(), GetParam().is_taken);
  const std::vector<std::byte> salt(16);
  const std::vector<std::byte> sealed(61);
  const auto kept =
      vault::write_kept(kCrypto, "passphrase", 1,
                        {.numbers = {GetParam().cost.passes, GetParam().cost.memory_bytes},
                         .bytes = {salt, sealed}});
  EXPECT_EQ(recover(*provider("x"), kept).error().code,
            GetParam().is_taken ? Code::refused : Code::corrupt);
}

INSTANTIATE_TEST_SUITE_P(table, PassphraseCost, testing::ValuesIn(kCosts),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(PassphraseProvider, needs_a_passphrase) {
  EXPECT_EQ(PassphraseProvider::make(ports(), secret("")).error().code, Code::invalid_input);
}

TEST(PassphraseProvider, takes_no_salt_of_another_size) {
  const std::vector<std::byte> salt(15);
  const auto kept =
      vault::write_kept(kCrypto, "passphrase", 1, {.numbers = {1, 8192}, .bytes = {salt, {}}});
  EXPECT_EQ(recover(*provider("x"), kept).error().code, Code::corrupt);
}

TEST(PassphraseFile, is_made_once_and_opens_a_provider) {
  MemoryFiles files;
  ASSERT_TRUE(make_passphrase_file(files, kCrypto, "phrase"));
  const std::string text = read_whole(files, "phrase", 100).value();
  EXPECT_EQ(text.size(), 65U);
  EXPECT_EQ(text.back(), '\n');
  EXPECT_EQ(make_passphrase_file(files, kCrypto, "phrase").error().code, Code::conflict);
  EXPECT_EQ(read_whole(files, "phrase", 100).value(), text);
  ASSERT_TRUE(make_passphrase_file(files, kCrypto, "other"));
  EXPECT_NE(read_whole(files, "other", 100).value(), text);

  const auto opened = open_passphrase_provider(ports(), files, "phrase", kCheap);
  ASSERT_TRUE(opened) << opened.error().what;
  const auto kept = (*opened)->protect(1, kKek).value();
  const auto by_hand = provider(std::string_view(text).substr(0, 64));
  EXPECT_TRUE(recover(*by_hand, kept));
}

TEST(PassphraseFile, is_named_when_it_is_missing) {
  MemoryFiles files;
  const auto opened = open_passphrase_provider(ports(), files, "phrase", kCheap);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::not_found);
  EXPECT_NE(opened.error().what.find("phrase"), std::string::npos);
}

}  // namespace
}  // namespace menshen::key_passphrase
