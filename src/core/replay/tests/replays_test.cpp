#include "replay/replays.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/testing/fixed_clock.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "replay/answer_rows.hpp"
#include "replay/testing/answer_rows_contract.hpp"
#include "replay/testing/memory_answer_rows.hpp"

namespace menshen::replay {

INSTANTIATE_TEST_SUITE_P(memory, AnswerRowsContract,
                         testing::Values(MakeAnswerRows{
                             "memory", [] { return std::make_shared<MemoryAnswerRows>(); }}));

namespace {

constexpr Digest kOne{std::byte{1}};
constexpr Digest kOther{std::byte{2}};
constexpr Digest kKey{std::byte{9}};

class ReplaysTest : public testing::Test {
 protected:
  Again begin(std::string_view request, const Digest& asked = kOne) {
    answer_.clear();
    const auto again = replays_->begin(request, asked, answer_);
    EXPECT_TRUE(again) << again.error().what;
    return again.value_or(Again::first);
  }

  void answer(std::string_view request, std::string_view text, const Digest& asked = kOne) {
    ASSERT_EQ(begin(request, asked), Again::first) << request;
    ASSERT_TRUE(replays_->keep(request, asked, bytes_of(text)));
  }

  [[nodiscard]] std::string answered() const {
    return {reinterpret_cast<const char*>(answer_.data()), answer_.size()};  // NOLINT: as text
  }

  // As after a crash: what was in hand is not any more.
  void restart(const Digest& key = kKey) {
    replays_ = std::make_unique<Replays>(ports_, key, limits_);
  }

  crypto_openssl::OpensslCrypto crypto_;
  FixedClock clock_{Instant{std::chrono::hours(1'000)}};
  MemoryAnswerRows rows_;
  Replays::Ports ports_{.rows = rows_, .crypto = crypto_, .clock = clock_};
  Limits limits_{.count = 100, .bytes = 10'000, .answer_bytes = 900};
  std::unique_ptr<Replays> replays_ = std::make_unique<Replays>(ports_, kKey, limits_);
  std::vector<std::byte> answer_;
};

TEST_F(ReplaysTest, give_the_first_answer_again_until_it_is_old) {
  EXPECT_EQ(begin("k"), Again::first);
  EXPECT_EQ(begin("k"), Again::in_hand);
  EXPECT_EQ(begin("k", kOther), Again::another);
  ASSERT_TRUE(replays_->keep("k", kOne, bytes_of("made")));
  EXPECT_EQ(begin("k"), Again::same);
  EXPECT_EQ(answered(), "made");
  EXPECT_EQ(begin("k", kOther), Again::another);
  clock_.advance(std::chrono::hours(24));
  EXPECT_EQ(begin("k"), Again::same);
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(begin("k", kOther), Again::first);
  ASSERT_TRUE(replays_->forget("k"));
  EXPECT_EQ(begin("k"), Again::first);
}

TEST_F(ReplaysTest, give_it_again_after_a_crash) {
  answer("k", "made");
  restart();
  EXPECT_EQ(begin("k"), Again::same);
  EXPECT_EQ(answered(), "made");
}

TEST_F(ReplaysTest, begin_nothing_again_that_a_crash_cut_short) {
  EXPECT_EQ(begin("k"), Again::first);
  restart();
  EXPECT_EQ(begin("k"), Again::cut_short);
  EXPECT_EQ(begin("k", kOther), Again::another);
}

TEST_F(ReplaysTest, begin_nothing_again_whose_answer_was_too_long_to_keep) {
  answer("k", std::string(900, 'x'));
  EXPECT_EQ(begin("k"), Again::same);
  answer("l", std::string(901, 'x'));
  EXPECT_EQ(begin("l"), Again::cut_short);
}

TEST_F(ReplaysTest, keep_so_many_and_no_more) {
  for (int i = 0; i < 500; ++i) {
    answer("k" + std::to_string(i), "made");
    clock_.advance(std::chrono::milliseconds(1));
  }
  ASSERT_TRUE(replays_->trim());
  EXPECT_EQ(begin("k400"), Again::same);
  EXPECT_EQ(begin("k399"), Again::first);
}

TEST_F(ReplaysTest, trim_while_they_keep) {
  for (int i = 0; i < 500; ++i) {
    answer("k" + std::to_string(i), "made");
    clock_.advance(std::chrono::milliseconds(1));
  }
  std::size_t kept = 0;
  ASSERT_TRUE(rows_.visit([&kept](const Digest&, const AnswerRow&) -> Result<> {
    ++kept;
    return {};
  }));
  EXPECT_LE(kept, 100U + 64U);
}

TEST_F(ReplaysTest, keep_no_word_that_anybody_could_read) {
  answer("who\nwhat\nkey", "somebody's answer");
  ASSERT_TRUE(rows_.visit([&](const Digest& key, const AnswerRow& row) -> Result<> {
    EXPECT_NE(key, crypto_.sha256(bytes_of("who\nwhat\nkey")));
    EXPECT_NE(row.asked, kOne);
    EXPECT_TRUE(std::ranges::search(row.sealed, bytes_of("somebody")).empty());
    return {};
  }));
}

TEST_F(ReplaysTest, take_no_answer_of_another_vault_or_another_request) {
  answer("k", "made");
  restart(kOther);
  EXPECT_EQ(begin("k"), Again::first);  // under another name
  restart();
  // Somebody who can write the file gives one request the answer of another.
  answer("l", "other");
  std::vector<Digest> keys;
  std::vector<std::vector<std::byte>> sealed;
  ASSERT_TRUE(rows_.visit([&](const Digest& key, const AnswerRow& row) -> Result<> {
    if (row.sealed.empty()) return {};
    keys.push_back(key);
    sealed.push_back(row.sealed);
    return {};
  }));
  ASSERT_EQ(keys.size(), 2U);
  ASSERT_TRUE(rows_.answer(keys[0], sealed[1]));
  ASSERT_TRUE(rows_.answer(keys[1], sealed[0]));
  const auto again = replays_->begin("k", kOne, answer_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::corrupt);
}

TEST_F(ReplaysTest, forget_what_they_know_of_a_person) {
  answer("a", R"({"subject":"ana"})");
  answer("b", R"({"subject":"bo"})");
  answer("c", "人：ana。");
  EXPECT_EQ(replays_->count(SubjectId("ana")).value(), 2U);
  const SubjectId ana("ana");
  ASSERT_TRUE(replays_->forget(std::span(&ana, 1)));
  EXPECT_EQ(replays_->count(SubjectId("ana")).value(), 0U);
  EXPECT_EQ(begin("a"), Again::first);
  EXPECT_EQ(begin("b"), Again::same);
}

}  // namespace
}  // namespace menshen::replay
