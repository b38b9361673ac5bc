// Nothing that was acknowledged is lost, doubled or mixed up, whatever fails and whenever.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "journal/journal.hpp"
#include "journal/testing/numbered_records.hpp"

namespace menshen::journal {
namespace {

constexpr Options kSmall{.segment_bytes = 2048};
constexpr std::uint64_t kRecords = 150;

std::vector<FileFault> faults() {
  std::vector<FileFault> kinds;
  for (const FileOperation operation : kFileOperations) {
    for (const Code code : {Code::exhausted, Code::unavailable}) {
      kinds.push_back({.operation = operation, .code = code});
    }
  }
  kinds.push_back({.operation = FileOperation::write, .is_short = true});
  kinds.push_back(
      {.operation = FileOperation::write, .code = Code::exhausted, .is_short = true});
  return kinds;
}

// A service that writes records, with what else it does to its journal from time to time.
// Knows what has been acknowledged.
class Service {
 public:
  // Opens the journal, and holds it to what was acknowledged.
  [[nodiscard]] bool start(MemoryFiles& files) {
    auto opened = Journal::open(files, "j", kSmall);
    if (!opened) {
      EXPECT_NE(opened.error().code, Code::corrupt) << opened.error().what;
      return false;
    }
    journal_ = std::move(*opened);
    const Reader& reader = journal_->reader();
    EXPECT_GE(reader.end(), acknowledged_);
    EXPECT_LE(reader.end(), acknowledged_ + waiting_);
    EXPECT_LE(reader.first(), pruned_);
    EXPECT_TRUE(check_numbered(reader));
    acknowledged_ = reader.end();
    waiting_ = 0;
    return true;
  }

  // Works until there are so many records, or something failed; whether nothing did.
  [[nodiscard]] bool work(std::uint64_t records) {
    while (acknowledged_ < records) {
      if (!journal_->prepare_ahead()) return false;
      waiting_ = 1 + acknowledged_ % 4;
      if (auto appended = append_numbered(*journal_, waiting_); !appended) {
        hold_to(appended.error());
        return false;
      }
      acknowledged_ += std::exchange(waiting_, 0);
      EXPECT_EQ(journal_->reader().end(), acknowledged_);
      if (acknowledged_ - pruned_ > 60) {  // several segments at once
        pruned_ = acknowledged_ - 10;
        if (!journal_->prune(pruned_)) return false;
      }
    }
    return true;
  }

  [[nodiscard]] bool is_stopped() const { return journal_->stopped() != nullptr; }
  [[nodiscard]] std::uint64_t torn_bytes() const { return journal_->recovery().torn_bytes; }
  void end() { journal_ = nullptr; }

  // Another that has been told the same.
  [[nodiscard]] Service remembered() const {
    Service service;
    service.acknowledged_ = acknowledged_;
    service.waiting_ = waiting_;
    service.pruned_ = pruned_;
    return service;
  }

 private:
  // What the journal may do once it has answered with an error.
  void hold_to(const Error& error) {
    EXPECT_EQ(journal_->reader().end(), acknowledged_);
    if (error.code == Code::exhausted) {
      EXPECT_FALSE(is_stopped());
      waiting_ = 0;  // nothing was written
      return;
    }
    EXPECT_EQ(error.code, Code::unavailable);
    ASSERT_TRUE(is_stopped());
    EXPECT_EQ(append_numbered(*journal_, 1).error(), error);
  }

  std::unique_ptr<Journal> journal_;
  std::uint64_t acknowledged_ = 0;
  std::uint64_t waiting_ = 0;  // of a batch that was not
  std::uint64_t pruned_ = 0;
};

// Runs the service through the fault; whether it came to pass.
bool survives(MemoryFiles& files, Service& service) {
  for (int starts = 0; starts < 3; ++starts) {
    if (!service.start(files)) continue;
    while (!service.work(kRecords) && !service.is_stopped()) {
    }
    const bool is_stopped = service.is_stopped();
    service.end();
    if (!is_stopped) return !files.has_fault();
  }
  ADD_FAILURE() << "one fault stopped it twice";
  return false;
}

TEST(JournalFaults, lose_nothing_whichever_operation_fails) {
  std::size_t failed = 0;
  std::mt19937_64 random(1);
  for (FileFault fault : faults()) {
    for (fault.nth = 1;; ++fault.nth) {
      SCOPED_TRACE(testing::Message() << "operation " << static_cast<int>(fault.operation)
                                      << " number " << fault.nth << " " << name(fault.code));
      MemoryFiles files;
      Service service;
      files.fail(fault);
      if (!survives(files, service)) break;
      ++failed;
      // What was written around a failed sync is not only to be seen, but there.
      const auto left = files.crash(random);
      ASSERT_TRUE(service.start(*left));
      ASSERT_FALSE(testing::Test::HasFailure());
    }
  }
  EXPECT_GT(failed, 400U);
}

TEST(JournalFaults, lose_nothing_when_power_is_lost_at_any_operation) {
  std::size_t crashes = 0;
  std::mt19937_64 random(2);
  for (FileFault fault : faults()) {
    if (fault.code == Code::exhausted) continue;
    for (fault.nth = 1;; ++fault.nth) {
      SCOPED_TRACE(testing::Message() << "operation " << static_cast<int>(fault.operation)
                                      << " number " << fault.nth << " " << fault.is_short);
      MemoryFiles files;
      Service before;
      files.fail(fault);
      if (before.start(files)) static_cast<void>(before.work(kRecords));
      before.end();
      if (files.has_fault()) break;
      for (int outcome = 0; outcome < 8; ++outcome) {
        Service service = before.remembered();
        const auto left = files.crash(random);
        ASSERT_TRUE(service.start(*left));
        ASSERT_TRUE(service.work(kRecords + 5));
        ++crashes;
        // And once more, when all that was found has been acknowledged.
        service.end();
        const auto again = left->crash(random);
        ASSERT_TRUE(service.start(*again));
        ASSERT_FALSE(testing::Test::HasFailure());
      }
    }
  }
  EXPECT_GT(crashes, 1500U);
}

TEST(JournalFaults, lose_nothing_when_power_is_lost_while_it_recovers) {
  std::size_t crashes = 0;
  std::size_t torn = 0;
  std::mt19937_64 random(3);
  for (std::size_t round = 0; round < 100; ++round) {
    MemoryFiles files;
    Service before;
    ASSERT_TRUE(before.start(files));
    files.fail({.operation = FileOperation::sync, .nth = 20 + round});
    static_cast<void>(before.work(kRecords));
    before.end();
    const auto left = files.crash(random);
    for (const FileOperation operation :
         {FileOperation::write, FileOperation::sync, FileOperation::sync_folder}) {
      std::mt19937_64 same(round);
      const auto copy = left->crash(same);
      Service service = before.remembered();
      copy->fail({.operation = operation});
      if (Service doomed = before.remembered(); doomed.start(*copy)) {
        ASSERT_TRUE(copy->has_fault());  // nothing was there to be written again
        continue;
      }
      const auto again = copy->crash(random);
      ASSERT_TRUE(service.start(*again));
      torn += service.torn_bytes() > 0 ? 1U : 0U;
      ++crashes;
      ASSERT_FALSE(testing::Test::HasFailure());
    }
  }
  EXPECT_GT(crashes, 150U);
  EXPECT_GT(torn, 10U);
}

TEST(JournalFaults, stop_it_for_good_once_part_of_a_batch_may_be_written) {
  for (const FileOperation operation : {FileOperation::write, FileOperation::sync}) {
    for (const Code code : {Code::exhausted, Code::unavailable}) {
      MemoryFiles files;
      const auto journal = Journal::open(files, "j", kSmall).value();
      ASSERT_TRUE(append_numbered(*journal, 1));
      files.fail({.operation = operation, .code = code});
      const auto appended = append_numbered(*journal, 1);
      ASSERT_FALSE(appended);
      EXPECT_EQ(appended.error().code, Code::unavailable);
      EXPECT_NE(appended.error().what.find("failed"), std::string::npos);
      ASSERT_NE(journal->stopped(), nullptr);
      EXPECT_EQ(*journal->stopped(), appended.error());
      EXPECT_EQ(append_numbered(*journal, 1).error(), appended.error());
      EXPECT_EQ(journal->reader().end(), 1U);
      EXPECT_TRUE(check_numbered(journal->reader()));
    }
  }
}

TEST(JournalFaults, goes_on_when_a_full_disk_is_freed) {
  MemoryFiles files;
  files.set_capacity(5000);
  auto journal = Journal::open(files, "j", kSmall).value();
  Result<> appended;
  while ((appended = append_numbered(*journal, 2))) {
  }
  EXPECT_EQ(appended.error().code, Code::exhausted);
  EXPECT_EQ(journal->stopped(), nullptr);
  EXPECT_EQ(append_numbered(*journal, 2).error().code, Code::exhausted);
  EXPECT_EQ(journal->prepare_ahead().error().code, Code::exhausted);
  const std::uint64_t end = journal->reader().end();
  EXPECT_TRUE(check_numbered(journal->reader()));
  files.set_capacity(20000);
  EXPECT_TRUE(append_numbered(*journal, 2));
  EXPECT_EQ(journal->reader().end(), end + 2);
  journal = nullptr;
  journal = Journal::open(files, "j", kSmall).value();
  EXPECT_EQ(journal->recovery().records, end + 2);
  EXPECT_TRUE(check_numbered(journal->reader()));
}

TEST(JournalFaults, goes_on_when_it_pruned_a_full_disk_itself) {
  MemoryFiles files;
  files.set_capacity(5000);
  const auto journal = Journal::open(files, "j", kSmall).value();
  while (append_numbered(*journal, 2)) {
  }
  EXPECT_TRUE(journal->prune(journal->reader().end()));
  EXPECT_TRUE(append_numbered(*journal, 2));
  EXPECT_TRUE(check_numbered(journal->reader()));
}

}  // namespace
}  // namespace menshen::journal
