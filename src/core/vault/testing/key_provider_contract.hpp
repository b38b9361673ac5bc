// What every KeyProvider must do. Include in one test file per adapter, then instantiate the
// suite with a factory of devices that have protected nothing yet.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <ostream>
#include <span>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "vault/key_provider.hpp"

namespace menshen::vault {

// Opens the provider of one device, as the program does at its start; the provider before it is
// closed by then. Never null.
using OpenProvider = std::function<std::unique_ptr<KeyProvider>()>;

struct MakeKeyDevice {
  std::string_view adapter;  // its name in the output
  std::function<OpenProvider()> fresh;
};

inline std::ostream& operator<<(std::ostream& out, const MakeKeyDevice& make) {
  return out << make.adapter;
}

class KeyProviderContract : public testing::TestWithParam<MakeKeyDevice> {
 protected:
  using Kek = std::vector<std::byte>;

  static Kek kek(unsigned first) {
    Kek bytes(32);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(first += 7);
    return bytes;
  }

  void restart() {
    provider_ = nullptr;
    provider_ = open_();
  }

  Protected protect(std::uint64_t epoch, const Kek& key) {
    auto kept = provider_->protect(epoch, key);
    EXPECT_TRUE(kept) << kept.error().what;
    return kept.value_or(Protected{});
  }

  // The KEK, or why not.
  Result<Kek> recover(std::uint64_t epoch, std::span<const std::byte> kept) {
    MENSHEN_TRY(const auto secret,
                provider_->recover(epoch, kept, *std::pmr::new_delete_resource()));
    const auto bytes = secret.reveal();
    return Kek(bytes.begin(), bytes.end());
  }

  // Nothing when it was recovered.
  std::optional<Code> why_not(std::uint64_t epoch, std::span<const std::byte> kept) {
    const auto found = recover(epoch, kept);
    if (found) return std::nullopt;
    EXPECT_FALSE(found.error().what.empty());
    return found.error().code;
  }

  void expect_forgotten(std::uint64_t epoch, const Protected& kept, const Kek& key) {
    if (provider_->assurance().forgetting == Forgetting::by_erasing_files) {
      EXPECT_EQ(recover(epoch, kept), key) << "it promises less than it does";
    } else {
      EXPECT_EQ(why_not(epoch, kept), Code::not_found);
    }
  }

  OpenProvider open_ = GetParam().fresh();
  std::unique_ptr<KeyProvider> provider_ = open_();
};

TEST_P(KeyProviderContract, recovers_what_it_protected) {
  const auto kept = protect(1, kek(1));
  EXPECT_EQ(recover(1, kept), kek(1));
  EXPECT_EQ(recover(1, kept), kek(1));
}

TEST_P(KeyProviderContract, recovers_after_a_restart) {
  const auto kept = protect(1, kek(1));
  restart();
  EXPECT_EQ(recover(1, kept), kek(1));
}

TEST_P(KeyProviderContract, does_not_show_the_key) {
  const Kek key = kek(1);
  const auto kept = protect(1, key);
  EXPECT_TRUE(std::ranges::search(kept, std::span(key).first(8)).empty());
}

TEST_P(KeyProviderContract, keeps_the_epoch_before_until_it_is_told_to_forget_it) {
  const auto first = protect(1, kek(1));
  const auto second = protect(2, kek(2));
  EXPECT_EQ(recover(1, first), kek(1));
  restart();
  EXPECT_EQ(recover(1, first), kek(1));
  ASSERT_TRUE(provider_->forget_before(2, second));
  EXPECT_EQ(recover(2, second), kek(2));
  expect_forgotten(1, first, kek(1));
  restart();
  EXPECT_EQ(recover(2, second), kek(2));
  expect_forgotten(1, first, kek(1));
}

TEST_P(KeyProviderContract, finishes_a_change_that_a_restart_cut_short) {
  const auto first = protect(1, kek(1));
  const auto second = protect(2, kek(2));
  restart();  // the table of the second epoch is there, and nothing was forgotten
  EXPECT_EQ(recover(2, second), kek(2));
  ASSERT_TRUE(provider_->forget_before(2, second));
  EXPECT_EQ(recover(2, second), kek(2));
  expect_forgotten(1, first, kek(1));
}

TEST_P(KeyProviderContract, protects_again_for_an_epoch_that_was_not_reached) {
  const auto first = protect(1, kek(1));
  protect(2, kek(2));
  restart();  // the table is still of the first epoch
  EXPECT_EQ(recover(1, first), kek(1));
  ASSERT_TRUE(provider_->forget_before(1, first));
  protect(2, kek(3));
  const auto second = protect(2, kek(4));
  EXPECT_EQ(recover(1, first), kek(1));
  ASSERT_TRUE(provider_->forget_before(2, second));
  EXPECT_EQ(recover(2, second), kek(4));
  expect_forgotten(1, first, kek(1));
}

TEST_P(KeyProviderContract, forgets_as_often_as_it_is_asked) {
  auto kept = protect(1, kek(1));
  ASSERT_TRUE(provider_->forget_before(1, kept));
  EXPECT_EQ(recover(1, kept), kek(1));
  for (unsigned epoch = 2; epoch < 6; ++epoch) {
    const auto next = protect(epoch, kek(epoch));
    ASSERT_TRUE(provider_->forget_before(epoch, next));
    ASSERT_TRUE(provider_->forget_before(epoch, next));
    expect_forgotten(epoch - 1, kept, kek(epoch - 1));
    EXPECT_EQ(recover(epoch, next), kek(epoch));
    kept = next;
  }
}

TEST_P(KeyProviderContract, takes_no_other_bytes_for_what_it_answered) {
  const auto kept = protect(1, kek(1));
  for (std::size_t at = 0; at < kept.size(); ++at) {
    auto changed = kept;
    changed[at] ^= std::byte{1};
    EXPECT_EQ(why_not(1, changed), Code::corrupt) << "byte " << at;
  }
  auto longer = kept;
  longer.push_back(std::byte{0});
  const std::span all(kept);
  const std::vector<std::byte> many(1U << 20U, std::byte{0xFF});
  for (const auto other : {std::span<const std::byte>(longer), all.first(kept.size() - 1),
                           all.first(kept.size() / 2), all.first(1), all.first(0),
                           std::span<const std::byte>(many)}) {
    EXPECT_EQ(why_not(1, other), Code::corrupt) << other.size() << " bytes";
    const auto done = provider_->forget_before(1, other);
    EXPECT_TRUE(done || done.error().code == Code::corrupt) << other.size() << " bytes";
  }
  EXPECT_EQ(recover(1, kept), kek(1));
}

TEST_P(KeyProviderContract, takes_one_epoch_for_no_other) {
  const auto first = protect(1, kek(1));
  const auto second = protect(2, kek(2));
  EXPECT_EQ(why_not(2, first), Code::corrupt);
  EXPECT_EQ(why_not(1, second), Code::corrupt);
  EXPECT_EQ(why_not(257, first), Code::corrupt);
  EXPECT_EQ(recover(1, first), kek(1));
}

TEST_P(KeyProviderContract, recovers_nothing_of_another_device) {
  const auto kept = protect(1, kek(1));
  provider_ = nullptr;
  open_ = GetParam().fresh();
  provider_ = open_();
  EXPECT_THAT(why_not(1, kept), testing::AnyOf(Code::not_found, Code::refused));
  const auto own = protect(1, kek(2));
  EXPECT_EQ(recover(1, own), kek(2));
  EXPECT_THAT(why_not(1, kept), testing::AnyOf(Code::not_found, Code::refused));
}

TEST_P(KeyProviderContract, says_when_there_is_no_memory_for_the_key) {
  const auto kept = protect(1, kek(1));
  const auto found = provider_->recover(1, kept, *std::pmr::null_memory_resource());
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, Code::exhausted);
}

TEST_P(KeyProviderContract, serves_several_threads) {
  const auto first = protect(1, kek(1));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { EXPECT_EQ(recover(1, first), kek(1)); });
  }
  protect(2, kek(2));
  threads.clear();
  EXPECT_EQ(recover(1, first), kek(1));
}

TEST_P(KeyProviderContract, says_what_it_is_and_what_it_promises) {
  EXPECT_FALSE(provider_->name().empty());
  const auto assurance = provider_->assurance();
  EXPECT_TRUE(assurance.zh.ends_with("。")) << assurance.zh;
  EXPECT_TRUE(assurance.en.ends_with(".")) << assurance.en;
}

}  // namespace menshen::vault
