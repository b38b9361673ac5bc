#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <random>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/signer.hpp"
#include "base/testing/fixed_clock.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/archive.hpp"
#include "ledger/cose_receipt.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "ledger/testing/evidence.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

constexpr Digest kSeed{std::byte{1}};
constexpr const char* kOrigin = "menshen.test";
constexpr std::uint64_t kSegmentBytes = 65'536;
constexpr std::size_t kMany = 40;  // of some 250 bytes: over twenty sectors of the disk

class SealAll : public testing::Test {
 protected:
  SealAll() { open(); }

  void open() {
    record_ = nullptr;
    auto opened = Ledger::open(
        {.files = *files_, .crypto = crypto_, .signer = *signer_, .clock = clock_}, "record",
        {.origin = kOrigin, .journal = {.segment_bytes = kSegmentBytes}});
    ASSERT_TRUE(opened) << opened.error().what;
    record_ = std::move(*opened);
  }

  [[nodiscard]] ToSeal to_seal(const std::string& decision, std::size_t side_bytes) const {
    ToSeal made{.entry = {.event = Event::change,
                          .decision = DecisionId(decision),
                          .time = clock_.now(),
                          .actor = "operator",
                          .action = "subject.put",
                          .purpose = PurposeId(""),
                          .place = PlaceId("")},
                .side = std::vector<std::byte>(side_bytes, std::byte{0x5a})};
    made.entry.payload = crypto_.sha256(made.side);
    return made;
  }

  // `<name>/0`, `<name>/1`, …
  [[nodiscard]] std::vector<ToSeal> many(const std::string& name, std::size_t count = kMany,
                                         std::size_t side_bytes = 100) const {
    std::vector<ToSeal> entries;
    for (std::size_t i = 0; i < count; ++i) {
      entries.push_back(to_seal(fmt::format("{}/{}", name, i), side_bytes));
    }
    return entries;
  }

  // Notes what the caller was told; the error if there was one.
  std::optional<Error> seal_all(const std::vector<ToSeal>& entries) {
    const auto receipts = record_->seal_all(entries);
    const std::scoped_lock lock(mutex_);
    if (receipts) {
      EXPECT_EQ(receipts->size(), entries.size());
      for (const auto& receipt : *receipts) evidence_.told(receipt);
      return std::nullopt;
    }
    if (receipts.error().code == Code::exhausted) {
      for (const auto& each : entries) evidence_.refused(each.entry.decision.text());
    }
    return receipts.error();
  }

  void expect_sound(const std::string& when) {
    const auto archive = open_archive(*files_, crypto_, "record");
    ASSERT_TRUE(archive) << when << ": " << archive.error().what;
    const Findings found = evidence_.check(**archive);
    EXPECT_TRUE(found.is_sound()) << when << ": " << found;
  }

  // How many entries of each name there are.
  [[nodiscard]] std::map<std::string, std::size_t> counts() {
    std::map<std::string, std::size_t> count;
    const auto archive = open_archive(*files_, crypto_, "record").value();
    const auto scanned =
        archive->scan(0, [&](std::uint64_t, auto leaf, auto, Instant) -> Result<> {
          MENSHEN_TRY(const Entry entry, parse_entry(leaf));
          const std::string& decision = entry.decision.text();
          ++count[decision.substr(0, decision.find('/'))];
          return {};
        });
    EXPECT_TRUE(scanned);
    return count;
  }

  void expect_all_or_none(const std::string& when) {
    for (const auto& [name, count] : counts()) EXPECT_EQ(count, kMany) << when << ", " << name;
  }

  void begin_anew() {
    record_ = nullptr;
    files_ = std::make_unique<MemoryFiles>();
    evidence_ = Evidence(crypto_, kOrigin, signer_->public_key());
    open();
  }

  crypto_openssl::OpensslCrypto crypto_;
  std::unique_ptr<Signer> signer_ =
      std::make_unique<crypto_openssl::OpensslSigner>(std::span<const std::byte, 32>(kSeed));
  FixedClock clock_{Instant{std::chrono::hours{24 * 365 * 50}}};
  std::mt19937_64 random_{20'260'601};
  std::unique_ptr<MemoryFiles> files_ = std::make_unique<MemoryFiles>();
  std::unique_ptr<Ledger> record_;
  std::mutex mutex_;  // of what follows, where several threads seal
  Evidence evidence_{crypto_, kOrigin, signer_->public_key()};
};

TEST_F(SealAll, gives_entries_places_behind_one_another_under_one_head) {
  ASSERT_TRUE(record_->seal(to_seal("before", 0).entry));
  const auto entries = many("a");
  const auto receipts = record_->seal_all(entries);
  ASSERT_TRUE(receipts) << receipts.error().what;
  ASSERT_EQ(receipts->size(), kMany);
  for (std::size_t i = 0; i < kMany; ++i) {
    const Receipt& receipt = (*receipts)[i];
    EXPECT_EQ(receipt.sequence(), 1 + i);
    EXPECT_EQ(receipt.decision(), entries[i].entry.decision);
    EXPECT_EQ(receipt.event(), Event::change);
    EXPECT_EQ(receipt.leaf(), leaf_hash(crypto_, canonical(entries[i].entry)));
    const SignedHead& head = receipt.head();
    EXPECT_EQ(head.head.size, 1 + kMany);
    EXPECT_TRUE(
        crypto_.is_signed(signer_->public_key(), signed_bytes(head, crypto_), head.signature));
    const auto path = record_->archive().inclusion(1 + i, head.head.size).value();
    EXPECT_EQ(root_from_inclusion(crypto_, receipt.leaf(), 1 + i, head.head.size, path),
              head.head.root);
    const auto sealed = record_->archive().read(1 + i).value();
    EXPECT_EQ(sealed.leaf, canonical(entries[i].entry));
    EXPECT_EQ(sealed.side, entries[i].side);
    EXPECT_TRUE(record_->cose(receipt));
  }
}

TEST_F(SealAll, waits_for_the_disk_once) {
  ASSERT_FALSE(seal_all(many("a", 1)));
  const std::size_t before = files_->count(FileOperation::sync);
  ASSERT_FALSE(seal_all(many("b")));
  EXPECT_EQ(files_->count(FileOperation::sync), before + 1);
}

TEST_F(SealAll, does_nothing_for_nobody) {
  const std::size_t before = files_->count(FileOperation::write);
  const auto receipts = record_->seal_all({});
  ASSERT_TRUE(receipts);
  EXPECT_TRUE(receipts->empty());
  EXPECT_EQ(files_->count(FileOperation::write), before);
  EXPECT_EQ(record_->archive().head().size, 0U);
}

TEST_F(SealAll, keeps_what_is_larger_than_a_segment_together) {
  ASSERT_FALSE(seal_all(many("a", 1)));
  ASSERT_FALSE(seal_all(many("large", 100, 2'000)));
  ASSERT_FALSE(seal_all(many("b", 1)));
  expect_sound("as it was left");
  open();
  EXPECT_EQ(record_->archive().head().size, 102U);
  EXPECT_EQ(record_->archive().read(57).value().leaf,
            canonical(to_seal("large/56", 2'000).entry));
}

TEST_F(SealAll, refuses_all_when_one_is_too_large) {
  struct Row {
    const char* why;
    std::function<void(ToSeal&)> enlarge;
  };
  const Row rows[] = {
      {"its entry", [](ToSeal& each) { each.entry.actor = std::string(kEntryBytesMax, 'x'); }},
      {"its side", [](ToSeal& each) { each.side.resize(kSideBytesMax + 1); }},
  };
  for (const auto& row : rows) {
    auto entries = many(row.why);
    row.enlarge(entries[kMany / 2]);
    const auto error = seal_all(entries);
    ASSERT_TRUE(error) << row.why;
    EXPECT_EQ(error->code, Code::exhausted) << row.why;
  }
  EXPECT_EQ(record_->archive().head().size, 0U);
  EXPECT_FALSE(record_->stopped());
}

TEST_F(SealAll, takes_as_many_bytes_as_it_says_and_not_one_more) {
  constexpr std::size_t kLengthBytes = 2;
  auto entries = many("full", kSealAllBytesMax / kSideBytesMax, kSideBytesMax);
  std::size_t bytes = 0;
  for (const auto& each : entries) {
    bytes += kLengthBytes + canonical(each.entry).size() + each.side.size();
  }
  const std::string last = entries.back().entry.decision.text();
  const std::size_t fitting = kSideBytesMax - (bytes - kSealAllBytesMax);
  entries.back() = to_seal(last, fitting + 1);
  const auto refused = record_->seal_all(entries);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::exhausted);
  EXPECT_EQ(record_->archive().head().size, 0U);
  entries.back() = to_seal(last, fitting);
  EXPECT_FALSE(seal_all(entries));
  expect_sound("full");
}

TEST_F(SealAll, refuses_all_while_the_disk_is_full_and_goes_on_when_it_is_freed) {
  ASSERT_FALSE(seal_all(many("before")));
  files_->set_capacity(1);
  std::optional<Error> refusal;
  for (int i = 0; i < 1'000 && !refusal; ++i) refusal = seal_all(many(std::to_string(i)));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, Code::exhausted);
  EXPECT_FALSE(record_->stopped());
  files_->set_capacity(std::nullopt);
  EXPECT_FALSE(seal_all(many("after")));
  expect_sound("freed");
  expect_all_or_none("freed");
}

TEST_F(SealAll, stops_for_good_when_the_disk_fails) {
  ASSERT_FALSE(seal_all(many("before")));
  files_->fail({.operation = FileOperation::sync});
  const auto error = seal_all(many("failed"));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, Code::unavailable);
  ASSERT_TRUE(record_->stopped());
  EXPECT_EQ(seal_all(many("after")), record_->stopped());
}

// Gives others time to gather.
class SlowSigner final : public Signer {
 public:
  explicit SlowSigner(std::unique_ptr<Signer> signer) : signer_(std::move(signer)) {}
  [[nodiscard]] PublicKey public_key() const override { return signer_->public_key(); }
  [[nodiscard]] Signature sign(std::span<const std::byte> bytes) const override {
    for (int i = 0; i < 200; ++i) std::this_thread::yield();
    return signer_->sign(bytes);
  }

 private:
  std::unique_ptr<Signer> signer_;
};

TEST_F(SealAll, stays_together_beside_others_who_seal) {
  constexpr std::size_t kThreads = 3;
  constexpr std::size_t kEach = 40;
  record_ = nullptr;
  signer_ = std::make_unique<SlowSigner>(std::move(signer_));
  open();
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < kEach; ++i) {
        const auto entries = many(fmt::format("{}.{}", t, i));
        const auto receipts = record_->seal_all(entries);
        ASSERT_TRUE(receipts) << receipts.error().what;
        const std::scoped_lock lock(mutex_);
        for (std::size_t k = 0; k < kMany; ++k) {
          EXPECT_EQ((*receipts)[k].sequence(), (*receipts)[0].sequence() + k);
          EXPECT_EQ((*receipts)[k].head().head, (*receipts)[0].head().head);
          evidence_.told((*receipts)[k]);
        }
      }
    });
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < kEach; ++i) {
        const auto one = to_seal(fmt::format("alone {}.{}", t, i), 10);
        const auto receipt = record_->seal(one.entry, one.side);
        ASSERT_TRUE(receipt) << receipt.error().what;
        const std::scoped_lock lock(mutex_);
        evidence_.told(*receipt);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(record_->archive().head().size, kThreads * kEach * (kMany + 1));
  expect_sound("as it was left");
}

// Two of these have no place in one batch, and one of them is not parted to fill it.
TEST_F(SealAll, gathers_no_more_than_a_reader_of_one_entry_may_have_to_read) {
  record_ = nullptr;
  signer_ = std::make_unique<SlowSigner>(std::move(signer_));
  open();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const auto receipts = record_->seal_all(many(std::to_string(t), 25, 200'000));
      ASSERT_TRUE(receipts) << receipts.error().what;
      EXPECT_EQ(receipts->back().head().head.size, receipts->back().sequence() + 1);
      EXPECT_EQ(receipts->front().sequence() % 25, 0U);
      const std::scoped_lock lock(mutex_);
      for (const auto& receipt : *receipts) evidence_.told(receipt);
    });
  }
  for (auto& thread : threads) thread.join();
  expect_sound("as it was left");
}

struct Row {
  const char* name;
  FileFault fault;
  bool tears = true;  // a batch, when the power fails with it
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

class SealAllFault : public SealAll, public testing::WithParamInterface<Row> {};

TEST_P(SealAllFault, leaves_all_of_them_or_none) {
  constexpr int kBatches = 6;  // over two segments
  std::size_t faults = 0;
  std::size_t torn = 0;
  for (FileFault fault = GetParam().fault;; ++fault.nth) {
    begin_anew();
    files_->fail(fault);
    for (int i = 0; i < kBatches; ++i) {
      const auto error = seal_all(many(std::to_string(i)));
      if (error && error->code != Code::exhausted) {
        EXPECT_EQ(error->code, Code::unavailable);
      }
    }
    if (files_->has_fault()) break;
    ++faults;
    const std::string name = fmt::format("{} {}", GetParam().name, fault.nth);
    expect_sound(name + ", as it was left");
    expect_all_or_none(name + ", as it was left");
    record_ = nullptr;
    const auto faulty = std::move(files_);
    for (int crash = 0; crash < 4; ++crash) {
      files_ = faulty->crash(random_);
      open();
      torn += record_->recovery().torn_bytes == 0 ? 0 : 1;
      expect_sound(name + ", after a loss of power");
      expect_all_or_none(name + ", after a loss of power");
      EXPECT_TRUE(record_->seal_all(many("after")));
      record_ = nullptr;
      ASSERT_FALSE(HasFailure()) << name;
    }
  }
  EXPECT_GE(faults, 3U);
  EXPECT_EQ(torn > 0, GetParam().tears) << torn;
}

constexpr std::array kRows = {
    Row{"write", {.operation = FileOperation::write}, false},
    Row{"short_write", {.operation = FileOperation::write, .is_short = true}},
    Row{"sync", {.operation = FileOperation::sync}},
    Row{"full", {.operation = FileOperation::write, .code = Code::exhausted, .is_short = true}},
};

INSTANTIATE_TEST_SUITE_P(table, SealAllFault, testing::ValuesIn(kRows),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace menshen::ledger
