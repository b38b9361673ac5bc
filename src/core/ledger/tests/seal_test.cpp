#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/archive.hpp"
#include "ledger/cose_receipt.hpp"
#include "ledger/ledger.hpp"
#include "ledger/note.hpp"
#include "ledger/testing/ledger_for_test.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

constexpr Digest kSeed{std::byte{1}};

Entry entry(const std::string& decision) {
  return {.event = Event::decision,
          .decision = DecisionId(decision),
          .time = Instant{std::chrono::milliseconds{1'000}},
          .actor = "operator",
          .action = "face.verify",
          .purpose = PurposeId("door"),
          .place = PlaceId("gate"),
          .verdict = Verdict::deny,
          .rules = {"M25-6-1"}};
}

std::vector<std::byte> bytes(const std::string& text) {
  const auto raw = std::as_bytes(std::span(text.data(), text.size()));
  return {raw.begin(), raw.end()};
}

class Seal : public testing::Test {
 protected:
  Receipt seal(const std::string& decision) {
    auto sealed = record_->seal(entry(decision), bytes("side of " + decision));
    if (!sealed) ADD_FAILURE() << sealed.error().what;
    return sealed.value();
  }

  void seal_many(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) seal(std::to_string(i));
  }

  [[nodiscard]] bool proves(const Receipt& receipt) {
    const SignedHead& head = receipt.head();
    const auto path = record_->archive().inclusion(receipt.sequence(), head.head.size);
    return path &&
           root_from_inclusion(crypto_, receipt.leaf(), receipt.sequence(), head.head.size,
                               *path) == head.head.root &&
           crypto_.is_signed(signer_.public_key(), signed_bytes(head, crypto_), head.signature);
  }

  crypto_openssl::OpensslCrypto crypto_;
  crypto_openssl::OpensslSigner signer_{std::span<const std::byte, 32>(kSeed)};
  FixedClock clock_{Instant{std::chrono::hours{24 * 365 * 50}}};
  LedgerForTest record_{crypto_, signer_, clock_};
};

TEST_F(Seal, gives_entries_their_places_from_zero) {
  EXPECT_EQ(seal("a").sequence(), 0U);
  EXPECT_EQ(seal("b").sequence(), 1U);
  EXPECT_EQ(record_->archive().head().size, 2U);
}

TEST_F(Seal, keeps_leaf_and_side) {
  seal("a");
  const auto sealed = record_->archive().read(0);
  ASSERT_TRUE(sealed);
  EXPECT_EQ(sealed->leaf, canonical(entry("a")));
  EXPECT_EQ(sealed->side, bytes("side of a"));
  EXPECT_EQ(record_->archive().read(1).error().code, Code::not_found);
}

TEST_F(Seal, signs_the_head_that_the_entry_is_under) {
  const Receipt first = seal("a");
  seal_many(20);
  EXPECT_TRUE(proves(first));
  EXPECT_TRUE(proves(seal("z")));
  EXPECT_EQ(first.head().head.size, 1U);
  EXPECT_EQ(first.head().origin, "menshen.test");
}

TEST_F(Seal, tells_each_of_its_own_entry) {
  constexpr std::size_t kEntries = 100;
  std::vector<std::promise<Receipt>> told(kEntries);
  for (std::size_t i = 0; i < kEntries; ++i) {
    record_->seal(entry(std::to_string(i)), {},
                  [&told, i](Result<Receipt> receipt) { told[i].set_value(receipt.value()); });
  }
  for (std::size_t i = 0; i < kEntries; ++i) {
    const Receipt receipt = told[i].get_future().get();
    EXPECT_EQ(receipt.decision().text(), std::to_string(i));
    EXPECT_EQ(receipt.sequence(), i);
    EXPECT_TRUE(proves(receipt));
  }
}

TEST_F(Seal, tells_before_it_ends) {
  std::atomic<int> told = 0;
  for (int i = 0; i < 20; ++i) {
    record_->seal(entry("a"), {}, [&told](const Result<Receipt>& receipt) {
      if (receipt) ++told;
    });
  }
  record_.reopen();
  EXPECT_EQ(told, 20);
}

TEST_F(Seal, tells_at_once_of_what_it_does_not_take) {
  std::optional<Code> code;
  record_->seal(entry("a"), std::vector<std::byte>(kSideBytesMax + 1),
                [&code](const Result<Receipt>& receipt) { code = receipt.error().code; });
  EXPECT_EQ(code, Code::exhausted);
}

TEST_F(Seal, serves_many_threads_at_once) {
  constexpr std::size_t kThreads = 8;
  constexpr std::size_t kEach = 100;
  std::vector<std::vector<Receipt>> receipts(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < kEach; ++i) {
        receipts[t].push_back(seal(std::to_string(t) + "." + std::to_string(i)));
      }
    });
  }
  // Readers beside them see a record that is whole at every moment.
  for (int i = 0; i < 50; ++i) {
    const TreeHead seen = record_->archive().head();
    EXPECT_EQ(record_->archive().head_at(seen.size), seen);
  }
  for (auto& thread : threads) thread.join();

  std::set<std::uint64_t> places;
  const TreeHead now = record_->archive().head();
  for (const auto& mine : receipts) {
    for (std::size_t i = 0; i < mine.size(); ++i) {
      places.insert(mine[i].sequence());
      EXPECT_TRUE(proves(mine[i]));
      if (i > 0) {
        EXPECT_LT(mine[i - 1].sequence(), mine[i].sequence());
      }
      const TreeHead& then = mine[i].head().head;
      const auto proof = record_->archive().consistency(then.size, now.size);
      ASSERT_TRUE(proof);
      EXPECT_TRUE(is_consistent(crypto_, then, now, *proof));
    }
  }
  EXPECT_EQ(places.size(), kThreads * kEach);
  EXPECT_EQ(*places.rbegin(), kThreads * kEach - 1);
  EXPECT_EQ(record_->archive().audit(), now);
}

TEST_F(Seal, goes_on_where_it_stood_after_a_restart) {
  const Receipt before = seal("a");
  seal_many(500);
  const TreeHead head = record_->archive().head();
  record_.reopen();
  EXPECT_EQ(record_->archive().head(), head);
  EXPECT_TRUE(proves(before));
  EXPECT_EQ(seal("b").sequence(), 501U);
  EXPECT_TRUE(record_->archive().audit());
}

TEST_F(Seal, signs_times_that_never_go_back) {
  const Instant noon = clock_.now();
  const auto first = seal("a");
  clock_.set(noon - std::chrono::hours{5});
  EXPECT_EQ(seal("b").head().time, first.head().time);
  record_.reopen();
  EXPECT_EQ(seal("c").head().time, first.head().time);
  clock_.set(noon + std::chrono::seconds{1});
  EXPECT_EQ(seal("d").head().time, noon + std::chrono::seconds{1});
}

// An hour passes whenever it is asked: as where a disk stalls, or a machine sleeps.
class SlowClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return Instant{std::chrono::hours{1}}; }
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override {
    return std::chrono::hours{++hours_};
  }

 private:
  mutable std::atomic<int> hours_{0};
};

// Gives others time to gather.
class SlowSigner final : public Signer {
 public:
  [[nodiscard]] PublicKey public_key() const override { return {}; }
  [[nodiscard]] Signature sign(std::span<const std::byte> /*bytes*/) const override {
    for (int i = 0; i < 1'000; ++i) std::this_thread::yield();
    return {};
  }
};

TEST_F(Seal, waits_for_others_but_a_moment_however_long_the_last_batch_took) {
  const SlowClock clock;
  const SlowSigner signer;
  LedgerForTest record(crypto_, signer, clock);
  for (int times = 0; times < 10; ++times) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&record] { EXPECT_TRUE(record->seal(entry("with others"))); });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_TRUE(record->seal(entry("alone")));
  }
}

TEST_F(Seal, writes_a_checkpoint_that_its_key_checks) {
  seal_many(3);
  const auto note = parse_note(record_->checkpoint());
  ASSERT_TRUE(note);
  const VerifierKey key{.name = "menshen.test", .key = signer_.public_key()};
  EXPECT_EQ(count_signers(*note, std::span(&key, 1), crypto_), 1U);
}

TEST_F(Seal, refuses_what_is_too_large_and_records_nothing) {
  Entry large = entry("a");
  large.actor = std::string(kEntryBytesMax, 'x');
  EXPECT_EQ(record_->seal(large).error().code, Code::exhausted);
  const std::vector<std::byte> side(kSideBytesMax + 1);
  EXPECT_EQ(record_->seal(entry("a"), side).error().code, Code::exhausted);
  EXPECT_EQ(record_->archive().head().size, 0U);
}

TEST_F(Seal, refuses_while_the_disk_is_full_and_goes_on_when_it_is_freed) {
  seal("a");
  record_.files.set_capacity(3 * LedgerForTest::options().journal.segment_bytes);
  std::optional<Error> refusal;
  for (int i = 0; i < 1'000 && !refusal; ++i) {
    if (const auto sealed = record_->seal(entry(std::to_string(i))); !sealed) {
      refusal = sealed.error();
    }
  }
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, Code::exhausted);
  EXPECT_FALSE(record_->stopped());
  const std::uint64_t size = record_->archive().head().size;
  record_.files.set_capacity(std::nullopt);
  EXPECT_EQ(seal("b").sequence(), size);
  EXPECT_TRUE(record_->archive().audit());
}

TEST_F(Seal, stops_for_good_when_the_disk_fails) {
  const Receipt before = seal("a");
  record_.files.fail({.operation = FileOperation::sync});
  const auto failed = record_->seal(entry("b"));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Code::unavailable);
  ASSERT_TRUE(record_->stopped());
  EXPECT_NE(record_->stopped()->what.find("check the disk"), std::string::npos);
  EXPECT_EQ(record_->seal(entry("c")).error(), *record_->stopped());
  EXPECT_TRUE(proves(before));

  record_.reopen();
  EXPECT_FALSE(record_->stopped());
  EXPECT_EQ(record_->archive().read(0)->leaf, canonical(entry("a")));
  EXPECT_TRUE(seal("d").sequence() >= 1);
}

TEST_F(Seal, prunes_what_is_old_and_proves_the_rest_as_before) {
  std::vector<Receipt> receipts;
  for (int i = 0; i < 2'000; ++i) {
    clock_.set(clock_.now() + std::chrono::seconds{1});
    receipts.push_back(seal(std::to_string(i)));
  }
  const TreeHead head = record_->archive().head();
  const auto minimum = record_->prune(receipts[1'500].head().time);
  ASSERT_TRUE(minimum);
  EXPECT_GT(*minimum, 1'000U);
  EXPECT_LE(*minimum, 1'500U);
  EXPECT_EQ(record_->archive().minimum_index(), *minimum);
  EXPECT_EQ(record_->archive().read(*minimum - 1).error().code, Code::not_found);
  EXPECT_TRUE(record_->archive().read(*minimum));
  for (const bool is_reopened : {false, true}) {
    if (is_reopened) record_.reopen();
    EXPECT_EQ(record_->archive().head(), head);
    EXPECT_EQ(record_->archive().audit(), head);
    for (const auto& receipt : receipts) EXPECT_TRUE(proves(receipt));
  }
}

TEST_F(Seal, reads_after_pruning_whatever_is_younger_than_was_asked) {
  std::vector<Receipt> receipts;
  for (int i = 0; i < 900; ++i) {
    clock_.advance(std::chrono::seconds{1});
    receipts.push_back(seal(std::to_string(i)));
  }
  for (std::size_t i = 100; i < receipts.size(); i += 100) {
    ASSERT_TRUE(record_->prune(receipts[i].head().time));
    EXPECT_TRUE(record_->archive().read(i)) << i;
  }
  ASSERT_TRUE(record_->prune(clock_.now() + std::chrono::hours{1}));
  EXPECT_GT(record_->archive().minimum_index(), 0U);
  const Receipt next = seal("next");
  EXPECT_TRUE(record_->cose(next));
  EXPECT_TRUE(record_->archive().scan(
      record_->archive().minimum_index(),
      [](std::uint64_t, auto, auto, Instant) -> Result<> { return {}; }));
}

TEST_F(Seal, prunes_nothing_that_is_young) {
  seal_many(2'000);
  EXPECT_EQ(record_->prune(clock_.now()), 0U);
}

TEST_F(Seal, can_be_read_beside_the_writer_by_whoever_only_reads) {
  seal_many(300);
  const auto archive = open_archive(record_.files, crypto_, "record");
  ASSERT_TRUE(archive);
  EXPECT_EQ((*archive)->head(), record_->archive().head());
  seal("later");
  EXPECT_EQ((*archive)->head().size, 300U);
  EXPECT_TRUE((*archive)->audit());
}

}  // namespace
}  // namespace menshen::ledger
