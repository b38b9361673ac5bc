#include "journal/journal.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/testing/memory_files.hpp"
#include "journal/testing/numbered_records.hpp"

namespace menshen::journal {
namespace {

constexpr Options kSmall{.segment_bytes = 2048};

std::unique_ptr<Journal> opened(Files& files) {
  return Journal::open(files, "j", kSmall).value();
}

std::size_t segments(const MemoryFiles& files) {
  std::size_t count = 0;
  const auto names = files.list("j").value();
  for (const auto& name : names) count += name.ends_with(".seg") ? 1U : 0U;
  return count;
}

void fill(Journal& journal, std::uint64_t records) {
  while (journal.reader().end() < records) {
    const std::uint64_t missing = records - journal.reader().end();
    ASSERT_TRUE(append_numbered(journal, std::min<std::uint64_t>(missing, 1 + missing % 5)));
  }
}

TEST(Journal, gives_back_what_it_was_given) {
  MemoryFiles files;
  for (const std::uint64_t records : {0U, 1U, 60U, 60U, 300U}) {
    const auto journal = opened(files);
    fill(*journal, records);
    for (const bool is_again : {false, true}) {
      EXPECT_TRUE(check_numbered(journal->reader()));
      for (std::uint64_t i = 0; i < records; ++i) {
        ASSERT_EQ(journal->reader().read(i).value(), numbered(i)) << i << is_again;
      }
    }
    EXPECT_EQ(journal->reader().end(), records);
  }
  EXPECT_GT(segments(files), 10U);
  EXPECT_EQ(opened(files)->recovery().records, 300U);
  EXPECT_EQ(opened(files)->recovery().torn_bytes, 0U);
}

TEST(Journal, keeps_records_of_every_length) {
  MemoryFiles files;
  std::vector<std::vector<std::byte>> given;
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, kRecordBytesMax}) {
    given.emplace_back(bytes, std::byte{7});
  }
  std::vector<Record> batch;
  for (const auto& one : given) batch.push_back({.bytes = one, .crc32c = crc32c(one)});
  ASSERT_TRUE(opened(files)->append(batch, at_ms(0)));
  const auto journal = opened(files);
  for (std::size_t i = 0; i < given.size(); ++i) {
    EXPECT_EQ(journal->reader().read(i).value(), given[i]);
  }
}

TEST(Journal, refuses_a_record_that_is_too_long_and_goes_on) {
  MemoryFiles files;
  const auto journal = opened(files);
  const std::vector<std::byte> bytes(kRecordBytesMax + 1);
  const Record record{.bytes = bytes, .crc32c = crc32c(bytes)};
  EXPECT_EQ(journal->append({&record, 1}, at_ms(0)).error().code, Code::invalid_input);
  EXPECT_EQ(journal->stopped(), nullptr);
  EXPECT_TRUE(append_numbered(*journal, 1));
}

TEST(Journal, makes_a_larger_segment_for_a_batch_that_no_segment_holds) {
  for (const std::size_t small_batches : {0U, 1U}) {
    MemoryFiles files;
    {
      const auto journal = opened(files);
      EXPECT_TRUE(journal->prepare_ahead());
      if (small_batches > 0) {
        EXPECT_TRUE(append_numbered(*journal, 1));
      }
      EXPECT_TRUE(append_numbered(*journal, 100));
      EXPECT_TRUE(append_numbered(*journal, 1));
      EXPECT_TRUE(check_numbered(journal->reader()));
    }
    EXPECT_EQ(opened(files)->recovery().records, 101U + small_batches);
    EXPECT_TRUE(check_numbered(opened(files)->reader()));
  }
}

TEST(Journal, replaces_an_empty_segment_that_is_too_small) {
  MemoryFiles files;
  fill(*opened(files), 20);
  std::size_t replaced = 0;
  // Some write of these is the first into a segment that was just begun.
  for (std::size_t n = 1; n < 12; ++n) {
    std::mt19937_64 random(n);
    const auto left = files.crash(random);
    auto journal = opened(*left);
    left->fail({.operation = FileOperation::write, .nth = n});
    while (append_numbered(*journal, 1)) {
    }
    journal = nullptr;
    journal = opened(*left);
    const std::size_t before = segments(*left);
    EXPECT_TRUE(append_numbered(*journal, 100));
    replaced += segments(*left) == before ? 1U : 0U;
    EXPECT_TRUE(check_numbered(journal->reader()));
    journal = nullptr;
    EXPECT_TRUE(check_numbered(opened(*left)->reader()));
  }
  EXPECT_GT(replaced, 0U);
}

TEST(Journal, costs_one_write_and_one_sync_a_batch) {
  MemoryFiles files;
  const auto journal = opened(files);
  ASSERT_TRUE(append_numbered(*journal, 1));
  const std::size_t writes = files.count(FileOperation::write);
  const std::size_t syncs = files.count(FileOperation::sync);
  ASSERT_TRUE(append_numbered(*journal, 3));
  EXPECT_EQ(files.count(FileOperation::write), writes + 1);
  EXPECT_EQ(files.count(FileOperation::sync), syncs + 1);
}

TEST(Journal, takes_a_segment_that_was_made_ahead) {
  MemoryFiles files;
  const auto journal = opened(files);
  ASSERT_TRUE(journal->prepare_ahead());
  const std::size_t made = files.count(FileOperation::open);
  ASSERT_TRUE(append_numbered(*journal, 1));
  ASSERT_TRUE(journal->prepare_ahead());  // there is room enough
  EXPECT_EQ(files.count(FileOperation::open), made);
  while (segments(files) == 1) {
    ASSERT_TRUE(journal->prepare_ahead());
    ASSERT_TRUE(append_numbered(*journal, 1));
  }
  EXPECT_EQ(files.count(FileOperation::open), made + 1);
}

TEST(Journal, lets_no_time_go_back) {
  MemoryFiles files;
  const auto append = [&](std::uint64_t ms) {
    const auto journal = opened(files);
    const Record record{.bytes = {}, .crc32c = crc32c({})};
    EXPECT_TRUE(journal->append({&record, 1}, at_ms(ms)));
    std::vector<Instant> times;
    EXPECT_TRUE(journal->reader().scan(0, [&](auto, auto, Instant written) -> Result<> {
      times.push_back(written);
      return {};
    }));
    return times;
  };
  append(5);
  EXPECT_EQ(append(3), (std::vector{at_ms(5), at_ms(5)}));
  EXPECT_EQ(append(9), (std::vector{at_ms(5), at_ms(5), at_ms(9)}));
}

TEST(Journal, lets_no_time_go_back_over_the_end_of_a_segment) {
  MemoryFiles files;
  const std::vector<std::byte> bytes(1500);
  const Record record{.bytes = bytes, .crc32c = crc32c(bytes)};
  for (const std::uint64_t ms : {7U, 5U}) {
    ASSERT_TRUE(opened(files)->append({&record, 1}, at_ms(ms)));
  }
  EXPECT_EQ(segments(files), 2U);
  EXPECT_TRUE(opened(files)->reader().scan(1, [&](auto, auto, Instant written) -> Result<> {
    EXPECT_EQ(written, at_ms(7));
    return {};
  }));
}

TEST(Journal, is_written_by_one_process_only) {
  MemoryFiles files;
  auto journal = opened(files);
  EXPECT_EQ(Journal::open(files, "j", kSmall).error().code, Code::conflict);
  journal = nullptr;
  EXPECT_TRUE(Journal::open(files, "j", kSmall));
}

TEST(Journal, forgets_whole_closed_segments) {
  MemoryFiles files;
  auto journal = opened(files);
  fill(*journal, 100);
  const std::size_t before = segments(files);
  EXPECT_EQ(journal->prune(0).value(), 0U);
  EXPECT_EQ(segments(files), before);
  ASSERT_EQ(journal->reader().read(30).value(), numbered(30));
  const std::uint64_t first = journal->prune(50).value();
  EXPECT_GT(first, 30U);
  EXPECT_LE(first, 50U);
  EXPECT_EQ(journal->reader().first(), first);
  EXPECT_EQ(journal->reader().read(first - 1).error().code, Code::not_found);
  EXPECT_EQ(journal->reader().scan(first - 1, {}).error().code, Code::not_found);
  EXPECT_EQ(journal->reader().read(first).value(), numbered(first));
  EXPECT_TRUE(check_numbered(journal->reader()));
  journal = nullptr;
  journal = opened(files);
  EXPECT_EQ(journal->recovery().first, first);
  EXPECT_TRUE(check_numbered(journal->reader()));
  EXPECT_GT(journal->prune(1'000'000).value(), first);
  EXPECT_EQ(segments(files), 1U);
  fill(*journal, 150);
  EXPECT_TRUE(check_numbered(journal->reader()));
}

TEST(Journal, can_be_read_while_another_writes) {
  MemoryFiles files;
  EXPECT_EQ(Journal::read_only(files, "j").error().code, Code::not_found);
  const auto journal = opened(files);
  EXPECT_EQ(Journal::read_only(files, "j").value()->end(), 0U);
  fill(*journal, 40);
  const auto reader = Journal::read_only(files, "j").value();
  fill(*journal, 80);
  EXPECT_EQ(reader->end(), 40U);
  EXPECT_TRUE(check_numbered(*reader));
  EXPECT_EQ(reader->read(40).error().code, Code::not_found);
  for (std::uint64_t i = 0; i < 40; ++i) EXPECT_EQ(reader->read(i).value(), numbered(i));
}

TEST(Journal, says_what_is_not_there) {
  MemoryFiles files;
  const auto journal = opened(files);
  fill(*journal, 10);
  const auto nothing = [](auto, auto, auto) { return Result<>(); };
  EXPECT_EQ(journal->reader().read(10).error().code, Code::not_found);
  EXPECT_TRUE(journal->reader().scan(10, nothing));
  EXPECT_EQ(journal->reader().scan(11, nothing).error().code, Code::not_found);
}

TEST(Journal, scans_until_it_is_told_to_stop) {
  MemoryFiles files;
  const auto journal = opened(files);
  fill(*journal, 100);
  std::uint64_t last = 0;
  const auto scanned = journal->reader().scan(37, [&](std::uint64_t record, auto, auto) {
    last = record;
    return record < 60 ? Result<>() : Result<>(fail(Code::refused, "enough"));
  });
  EXPECT_EQ(scanned.error().code, Code::refused);
  EXPECT_EQ(last, 60U);
}

TEST(Journal, is_read_by_several_threads_while_it_is_written) {
  MemoryFiles files;
  const auto journal = opened(files);
  ASSERT_TRUE(append_numbered(*journal, 1));
  std::atomic<bool> is_done = false;
  const auto read = [&](std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uint64_t own_reads = 0;
    const Reader& reader = journal->reader();
    do {
      const std::uint64_t record =
          reader.end() - 1 - random() % (reader.end() - reader.first());
      const auto bytes = reader.read(record);
      if (bytes) {
        EXPECT_EQ(*bytes, numbered(record));
        ++own_reads;
      } else {  // pruned since: its file goes a moment before it is counted out
        EXPECT_EQ(bytes.error().code, Code::not_found);
        while (reader.first() <= record) std::this_thread::yield();
      }
      const auto scanned = check_numbered(reader);
      if (!scanned) {
        EXPECT_EQ(scanned.error().code, Code::not_found);
      }
    } while (!is_done || own_reads == 0);
  };
  std::thread ahead([&] {
    while (!is_done) EXPECT_TRUE(journal->prepare_ahead());
  });
  std::vector<std::thread> readers;
  for (const std::uint64_t seed : {1U, 2U}) readers.emplace_back(read, seed);
  for (std::uint64_t i = 0; i < 500; ++i) {
    EXPECT_TRUE(append_numbered(*journal, 1 + i % 4));
    if (i % 100 == 99) {
      EXPECT_TRUE(journal->prune(journal->reader().end() - 100));
    }
  }
  is_done = true;
  ahead.join();
  for (auto& reader : readers) reader.join();
  EXPECT_TRUE(check_numbered(journal->reader()));
}

}  // namespace
}  // namespace menshen::journal
