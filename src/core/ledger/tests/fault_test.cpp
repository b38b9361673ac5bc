// Every way in which the disk and the clock can fail the record, with what callers were told
// held against what is there afterwards. tests/crash does the same to a real disk.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <future>
#include <limits>
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

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "ledger/archive.hpp"
#include "ledger/detail/nodes.hpp"
#include "ledger/ledger.hpp"
#include "ledger/receipt.hpp"
#include "ledger/testing/evidence.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

constexpr Digest kSeed{std::byte{1}};
constexpr const char* kOrigin = "menshen.test";
constexpr std::uint64_t kSegmentBytes = 4'096;  // full after some ten entries
constexpr Instant kNoon{std::chrono::hours{24 * 365 * 50}};

// A clock that may be set while others read it, in a machine that sleeps for an hour whenever
// it is asked how long something took.
class SetClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return now_.load(); }
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override {
    return std::chrono::hours{hours_++};
  }
  void set(Instant now) { now_ = now; }

 private:
  std::atomic<Instant> now_{kNoon};
  mutable std::atomic<int> hours_{0};
};

class Fault : public testing::Test {
 protected:
  [[nodiscard]] Result<std::unique_ptr<Ledger>> open() {
    return Ledger::open(
        {.files = *files_, .crypto = crypto_, .signer = signer_, .clock = clock_}, "record",
        {.origin = kOrigin, .journal = {.segment_bytes = kSegmentBytes}});
  }

  // Waiting for it, or told of it.
  static Result<Receipt> seal(Ledger& record, const Entry& entry,
                              std::span<const std::byte> side, bool is_told) {
    if (!is_told) return record.seal(entry, side);
    std::promise<Result<Receipt>> sealed;
    record.seal(entry, side,
                [&sealed](Result<Receipt> receipt) { sealed.set_value(std::move(receipt)); });
    return sealed.get_future().get();
  }

  // Seals one entry and notes what the caller was told; the error if there was one.
  std::optional<Error> seal(Ledger& record, const std::string& decision) {
    const std::size_t any = std::hash<std::string>{}(decision);
    const std::vector<std::byte> side(any % 256);
    const auto receipt = seal(record,
                              {.event = Event::decision,
                               .decision = DecisionId(decision),
                               .time = kNoon,
                               .actor = "operator",
                               .action = "face.verify",
                               .purpose = PurposeId("door"),
                               .place = PlaceId("gate"),
                               .verdict = Verdict::deny,
                               .rules = {},
                               .payload = crypto_.sha256(side)},
                              side, any / 256 % 2 == 0);
    const bool wants_cose = receipt && receipt->sequence() % 16 == 0;
    auto cose = wants_cose ? record.cose(*receipt) : Result<std::vector<std::byte>>{};
    const std::scoped_lock lock(mutex_);
    if (has_lost_power_) return std::nullopt;
    if (receipt) {
      // A reader's disk may fail where the writer's does not; the receipt can be had later.
      evidence_.told(*receipt, cose ? std::move(*cose) : std::vector<std::byte>{});
      told_.notify_all();
      return std::nullopt;
    }
    if (receipt.error().code == Code::exhausted) evidence_.refused(decision);
    return receipt.error();
  }

  // Until the record stops. Refusals are not the end.
  void seal_many(Ledger& record, const std::string& name, int count) {
    for (int i = 0; i < count && !record.stopped(); ++i) {
      const auto error = seal(record, fmt::format("{}.{}", name, i));
      if (error && error->code != Code::exhausted) {
        EXPECT_EQ(error->code, Code::unavailable) << error->what;
        EXPECT_NE(error->what.find("stopped"), std::string::npos) << error->what;
      }
    }
  }

  [[nodiscard]] Findings check() {
    const auto archive = open_archive(*files_, crypto_, "record");
    if (archive) return evidence_.check(**archive);
    Findings found;
    if (archive.error().code != Code::not_found || evidence_.count() != 0) {
      found.errors.push_back(archive.error());
    }
    return found;
  }

  void begin_anew() {
    files_ = std::make_unique<MemoryFiles>();
    evidence_ = Evidence(crypto_, kOrigin, signer_.public_key());
  }

  void lose_power() { files_ = files_->crash(random_); }

  // `left_` is what is found then; what is told later, nobody hears.
  void lose_power_while_sealing(Ledger& record, int crash) {
    const bool is_between = crash % 2 == 0;
    const std::uint64_t wanted = evidence_.count() + random_() % 24;
    if (!is_between) {
      const bool is_sync = random_() % 2 == 0;
      files_->fail({.operation = is_sync ? FileOperation::sync : FileOperation::write,
                    .nth = 1 + random_() % 8,
                    .is_short = true});
    }
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 8 && !has_lost_power_; ++i) {
          seal(record, fmt::format("{}.{}.{}", crash, t, i));
        }
      });
    }
    if (is_between) {
      std::unique_lock lock(mutex_);
      told_.wait(lock, [&] { return evidence_.count() >= wanted; });
      left_ = files_->crash(random_);
      has_lost_power_ = true;
    }
    for (auto& thread : threads) thread.join();
    if (!is_between) left_ = files_->crash(random_);
  }

  void expect_sound(const std::string& when) {
    const Findings found = check();
    EXPECT_TRUE(found.is_sound()) << when << ": " << found;
  }

  crypto_openssl::OpensslCrypto crypto_;
  crypto_openssl::OpensslSigner signer_{std::span<const std::byte, 32>(kSeed)};
  SetClock clock_;
  std::mt19937_64 random_{20'251'101};
  std::unique_ptr<MemoryFiles> files_ = std::make_unique<MemoryFiles>();
  std::mutex mutex_;  // of what follows, where several threads seal
  std::condition_variable told_;
  std::atomic<bool> has_lost_power_{false};
  std::unique_ptr<MemoryFiles> left_;
  Evidence evidence_{crypto_, kOrigin, signer_.public_key()};
};

struct Row {
  const char* name;
  FileOperation operation;
  Code code;
  bool is_short = false;
  std::size_t faults_min;  // as many of its kind the work has at least
};

std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.name; }

constexpr std::array kRows = {
    Row{"write_unavailable", FileOperation::write, Code::unavailable, false, 50},
    Row{"write_exhausted", FileOperation::write, Code::exhausted, false, 50},
    Row{"write_short_unavailable", FileOperation::write, Code::unavailable, true, 50},
    Row{"write_short_exhausted", FileOperation::write, Code::exhausted, true, 50},
    Row{"sync_unavailable", FileOperation::sync, Code::unavailable, false, 50},
    Row{"sync_exhausted", FileOperation::sync, Code::exhausted, false, 50},
    Row{"open_unavailable", FileOperation::open, Code::unavailable, false, 5},
    Row{"open_exhausted", FileOperation::open, Code::exhausted, false, 5},
    Row{"rename_unavailable", FileOperation::rename, Code::unavailable, false, 4},
    Row{"rename_exhausted", FileOperation::rename, Code::exhausted, false, 4},
    Row{"remove_unavailable", FileOperation::remove, Code::unavailable, false, 5},
    Row{"sync_folder_unavailable", FileOperation::sync_folder, Code::unavailable, false, 5},
    Row{"sync_folder_exhausted", FileOperation::sync_folder, Code::exhausted, false, 5},
};

class FaultOnce : public Fault, public testing::WithParamInterface<Row> {
 protected:
  // Opens, seals over several segments, forgets the oldest, seals on, and ends.
  void work() {
    const auto record = open();
    if (!record) {
      EXPECT_FALSE(record.error().what.empty());
      return;
    }
    seal_many(**record, "first", 32);
    if (const auto pruned = (*record)->prune(kNoon); !pruned) {
      EXPECT_FALSE(pruned.error().what.empty());
    }
    seal_many(**record, "second", 16);
  }
};

TEST_P(FaultOnce, loses_nothing_that_was_acknowledged) {
  const Row& row = GetParam();
  std::size_t faults = 0;
  for (std::size_t nth = 1;; ++nth) {
    begin_anew();
    files_->fail(
        {.operation = row.operation, .nth = nth, .code = row.code, .is_short = row.is_short});
    work();
    if (files_->has_fault()) break;
    ++faults;
    const std::string name = fmt::format("{} {}", row.name, nth);
    expect_sound(name + ", as it was left");
    {
      const auto record = open();
      ASSERT_TRUE(record) << name << ": " << record.error().what;
      expect_sound(name + ", opened again");
      seal_many(**record, "third", 4);
      EXPECT_FALSE((*record)->stopped());
    }
    lose_power();
    expect_sound(name + ", after a loss of power");
    ASSERT_TRUE(open());
    ASSERT_FALSE(testing::Test::HasFailure()) << name;
  }
  EXPECT_GE(faults, row.faults_min);
  RecordProperty("faults", std::to_string(faults));
}

INSTANTIATE_TEST_SUITE_P(table, FaultOnce, testing::ValuesIn(kRows),
                         [](const auto& row) { return row.param.name; });

// Half of the crashes come between two writes, wherever the threads are; the others while a
// batch is written and not yet durable.
TEST_F(Fault, loses_nothing_when_the_power_fails_at_any_time) {
  constexpr int kCrashes = 600;
  constexpr int kCrashesOfOneRecord = 20;
  std::uint64_t told = 0;
  std::uint64_t torn = 0;
  for (int crash = 0; crash < kCrashes; ++crash) {
    if (crash % kCrashesOfOneRecord == 0) begin_anew();
    auto record = open();
    ASSERT_TRUE(record) << record.error().what;
    torn += (*record)->recovery().torn_bytes == 0 ? 0 : 1;
    const std::uint64_t before = evidence_.count();
    lose_power_while_sealing(**record, crash);
    record->reset();
    files_ = std::move(left_);
    has_lost_power_ = false;
    told += evidence_.count() - before;
    expect_sound(fmt::format("crash {}", crash));
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(told, 2'000U);
  EXPECT_GT(torn, 50U);  // else the crashes came at harmless times
  RecordProperty("told", std::to_string(told));
  RecordProperty("torn", std::to_string(torn));
}

TEST_F(Fault, loses_nothing_when_the_power_fails_while_it_recovers) {
  for (int crash = 0; crash < 200; ++crash) {
    {
      const auto record = open();
      ASSERT_TRUE(record) << record.error().what;
      if (crash % 2 == 0) {
        files_->fail({.operation = FileOperation::sync, .nth = 1 + random_() % 6});
        seal_many(**record, std::to_string(crash), 6);
      }
    }
    files_->fail({.operation = kFileOperations.at(random_() % kFileOperations.size()),
                  .nth = 1 + random_() % 4});
    {
      [[maybe_unused]] const auto may_fail = open();
    }
    files_->fail({.nth = std::numeric_limits<std::size_t>::max()});
    lose_power();
    expect_sound(fmt::format("crash {}", crash));
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(evidence_.count(), 100U);
}

TEST_F(Fault, dates_nothing_earlier_when_the_clock_goes_back) {
  for (int restart = 0; restart < 4; ++restart) {
    clock_.set(kNoon - std::chrono::hours{restart});
    const auto record = open();
    ASSERT_TRUE(record);
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) {
      threads.emplace_back([&, t] {
        std::mt19937 random(static_cast<unsigned>(4 * restart + t));
        for (int i = 0; i < 50; ++i) {
          clock_.set(kNoon - std::chrono::minutes{random() % 120});
          EXPECT_FALSE(seal(**record, fmt::format("{}.{}.{}", restart, t, i)));
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
  const Findings found = check();
  EXPECT_TRUE(found.is_sound()) << found;
  EXPECT_EQ(found.entries, 600U);
  EXPECT_EQ(found.untold, 0U);
}

TEST_F(Fault, refuses_while_the_disk_is_full_and_goes_on_each_time_it_is_freed) {
  const auto record = open();
  ASSERT_TRUE(record);
  std::uint64_t refusals = 0;
  for (int times = 0; times < 5; ++times) {
    files_->set_capacity(1);
    const auto until_full = [&](int thread) {
      for (int i = 0; i < 100; ++i) {
        const auto error = seal(**record, fmt::format("{}.{}.{}", times, thread, i));
        if (!error) continue;
        EXPECT_EQ(error->code, Code::exhausted) << error->what;
        const std::scoped_lock lock(mutex_);
        ++refusals;
      }
    };
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t) threads.emplace_back(until_full, t);
    for (auto& thread : threads) thread.join();
    files_->set_capacity(std::nullopt);
    const std::uint64_t before = evidence_.count();
    seal_many(**record, fmt::format("freed {}", times), 20);
    EXPECT_EQ(evidence_.count(), before + 20);
  }
  EXPECT_FALSE((*record)->stopped());
  EXPECT_GT(refusals, 500U);
  const Findings found = check();
  EXPECT_TRUE(found.is_sound()) << found;
  EXPECT_EQ(found.untold, 0U);
}

// What is wrong is found: else all tests above could pass over a record that loses.
TEST_F(Fault, is_found_by_the_check) {
  {
    const auto record = open();
    ASSERT_TRUE(record);
    seal_many(**record, "a", 40);
  }
  ASSERT_TRUE(check().is_sound());
  const auto names = files_->list("record/journal").value();
  const auto last = std::ranges::find_if(
      names.rbegin(), names.rend(), [](const auto& name) { return name.ends_with(".seg"); });
  ASSERT_NE(last, names.rend());
  ASSERT_TRUE(files_->remove("record/journal/" + *last));
  const Findings without_end = check();
  EXPECT_GT(without_end.lost, 0U);
  EXPECT_GT(without_end.bad_heads, 0U);

  const auto record = open();
  ASSERT_TRUE(record);
  seal_many(**record, "a", 1);
  EXPECT_GT(check().duplicates, 0U);
  EXPECT_GT(check().bad_heads, 0U);
}

TEST(FaultOfNodes, costs_no_chunk_and_can_be_tried_again) {
  const crypto_openssl::OpensslCrypto crypto;
  std::mt19937_64 random(1);
  for (const FileOperation operation : kFileOperations) {
    MemoryFiles files;
    ASSERT_TRUE(files.make_folder("tree"));
    Nodes nodes(files, crypto, "tree");
    for (std::uint64_t i = 0; i < kChunkLeaves + 3; ++i) {
      Digest leaf{};
      for (std::size_t byte = 0; byte < 8; ++byte) {
        leaf.at(byte) = static_cast<std::byte>(i >> (8 * byte));
      }
      nodes.append(leaf);
    }
    const auto root = nodes.read({.level = kChunkLevels, .index = 0});
    const auto is_right_after_a_crash = [&] {
      const auto left = files.crash(random);
      Nodes loaded(*left, crypto, "tree");
      const auto size = loaded.load();
      return size == 0U ||
             (size == kChunkLeaves && loaded.read({.level = kChunkLevels, .index = 0}) == root);
    };
    files.fail({.operation = operation});
    const auto kept = nodes.keep_chunks(nodes.size());
    EXPECT_FALSE(files.has_fault());
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(is_right_after_a_crash());
    EXPECT_EQ(nodes.read({.level = kChunkLevels, .index = 0}), root);
    EXPECT_TRUE(nodes.keep_chunks(nodes.size()));
    for (int i = 0; i < 8; ++i) EXPECT_TRUE(is_right_after_a_crash());
    Nodes again(files, crypto, "tree");
    EXPECT_EQ(again.load(), kChunkLeaves);
  }
}

}  // namespace
}  // namespace menshen::ledger
