// A journal that was damaged says so; it never gives a wrong record.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/testing/memory_files.hpp"
#include "journal/journal.hpp"
#include "journal/testing/numbered_records.hpp"

namespace menshen::journal {
namespace {

constexpr Options kSmall{.segment_bytes = 2048};
constexpr std::uint64_t kRecords = 40;

std::vector<std::string> segments(const Files& files) {
  std::vector<std::string> names;
  const auto all = files.list("j").value();
  for (const auto& name : all) {
    if (name.ends_with(".seg")) names.push_back("j/" + name);
  }
  return names;
}

// Where the zeros begin that end the segment.
std::uint64_t used(Files& files, const std::string& segment) {
  const auto file = files.open(segment, Files::Mode::read).value();
  auto bytes = copied(file->view().value());
  while (bytes.back() == std::byte{0}) bytes.pop_back();
  return bytes.size();
}

void flip(Files& files, const std::string& segment, std::uint64_t at, std::byte bits) {
  const auto file = files.open(segment, Files::Mode::write).value();
  std::byte byte{};
  EXPECT_EQ(file->read_at(at, {&byte, 1}).value(), 1U);
  byte ^= bits;
  EXPECT_TRUE(file->write_at(at, {&byte, 1}));
}

// Several segments; where the last batch begins in the last of them.
struct Written {
  std::uint64_t last_batch = 0;
  std::uint64_t records_before = 0;
};

Written write(MemoryFiles& files) {
  const auto journal = Journal::open(files, "j", kSmall).value();
  while (journal->reader().end() < kRecords) EXPECT_TRUE(append_numbered(*journal, 2));
  EXPECT_TRUE(
      append_numbered(*journal, 1));  // so that the last batch is not its segment's first
  const std::uint64_t before = used(files, segments(files).back());
  const std::uint64_t records = journal->reader().end();
  EXPECT_TRUE(append_numbered(*journal, 2));
  return {.last_batch = before, .records_before = records};
}

// Opens and reads everything: the error, or how many records there were.
Result<std::uint64_t> read_all(Files& files, bool is_writer) {
  std::unique_ptr<Journal> journal;
  std::unique_ptr<Reader> only;
  if (is_writer) {
    MENSHEN_TRY(journal, Journal::open(files, "j", kSmall));
  } else {
    MENSHEN_TRY(only, Journal::read_only(files, "j"));
  }
  const Reader& reader = is_writer ? journal->reader() : *only;
  for (std::uint64_t record = 0; record < reader.end(); ++record) {
    const auto bytes = reader.read(record);
    if (bytes) {
      EXPECT_EQ(*bytes, numbered(record));
    } else {
      EXPECT_EQ(bytes.error().code, Code::corrupt);
    }
  }
  if (auto scanned = check_numbered(reader); !scanned) {
    return tl::unexpected<Error>(scanned.error());
  }
  return reader.end();
}

TEST(DamagedJournal, is_refused_unless_it_is_in_the_last_batch) {
  MemoryFiles files;
  const Written written = write(files);
  const auto names = segments(files);
  ASSERT_GT(names.size(), 3U);
  ASSERT_GT(used(files, names.back()), written.last_batch);
  std::size_t flipped = 0;
  for (const std::string& segment : names) {
    const std::uint64_t end =
        segment == names.back() ? written.last_batch : used(files, segment);
    for (std::uint64_t at = 0; at < end; at += 3) {
      const auto bits = std::byte{1} << (at % 8);
      flip(files, segment, at, bits);
      for (const bool is_writer : {false, true}) {
        const auto records = read_all(files, is_writer);
        ASSERT_FALSE(records) << segment << " " << at;
        EXPECT_EQ(records.error().code, Code::corrupt) << segment << " " << at;
      }
      flip(files, segment, at, bits);
      ++flipped;
    }
  }
  EXPECT_GT(flipped, 1000U);
  EXPECT_EQ(read_all(files, true).value(), written.records_before + 2);
}

TEST(DamagedJournal, loses_at_most_the_last_batch_when_that_is_damaged) {
  MemoryFiles intact;
  const Written written = write(intact);
  const std::string segment = segments(intact).back();
  const std::uint64_t end = used(intact, segment);
  for (std::uint64_t at = written.last_batch; at < end; ++at) {
    MemoryFiles files;
    EXPECT_EQ(write(files).last_batch, written.last_batch);
    flip(files, segment, at, std::byte{0x10});
    EXPECT_EQ(read_all(files, false).value(), written.records_before);
    auto journal = Journal::open(files, "j", kSmall).value();
    EXPECT_EQ(journal->recovery().records, written.records_before);
    EXPECT_GE(journal->recovery().torn_bytes, end - written.last_batch);
    EXPECT_EQ(used(files, segment), written.last_batch);
    journal = nullptr;
    journal = Journal::open(files, "j", kSmall).value();
    EXPECT_EQ(journal->recovery().torn_bytes, 0U);
    EXPECT_TRUE(append_numbered(*journal, 3));
    EXPECT_TRUE(check_numbered(journal->reader()));
  }
}

TEST(DamagedJournal, is_refused_when_a_segment_is_missing_or_too_short) {
  MemoryFiles intact;
  write(intact);
  const auto names = segments(intact);
  for (std::size_t i = 1; i + 1 < names.size(); ++i) {
    MemoryFiles files;
    write(files);
    EXPECT_TRUE(files.remove(names[i]));
    const auto opened = Journal::open(files, "j", kSmall);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::corrupt);
  }
  for (const std::string& name : names) {
    MemoryFiles files;
    write(files);
    const auto whole = copied(files.open(name, Files::Mode::read).value()->view().value());
    EXPECT_TRUE(files.remove(name));
    const auto file = files.open(name, Files::Mode::create).value();
    EXPECT_TRUE(file->write_at(0, std::span(whole).first(whole.size() - 1)));
    EXPECT_EQ(read_all(files, true).error().code, Code::corrupt);
  }
}

TEST(DamagedJournal, does_not_take_a_copy_of_a_batch_for_a_batch) {
  MemoryFiles files;
  const Written written = write(files);
  const std::string segment = segments(files).back();
  const auto file = files.open(segment, Files::Mode::write).value();
  const auto whole = copied(file->view().value());
  const std::uint64_t end = used(files, segment);
  EXPECT_TRUE(file->write_at(
      end + 1, std::span(whole).subspan(written.last_batch, end - written.last_batch)));
  EXPECT_EQ(read_all(files, true).value(), written.records_before + 2);
}

TEST(DamagedJournal, does_not_mind_files_that_are_not_its_own) {
  MemoryFiles files;
  const Written written = write(files);
  for (const char* name : {"j/readme", "j/1.seg", "j/0000000000000000000x.seg",
                           "j/99999999999999999999.seg", "j/next"}) {
    EXPECT_TRUE(files.open(name, Files::Mode::create));
  }
  EXPECT_EQ(read_all(files, true).value(), written.records_before + 2);
}

}  // namespace
}  // namespace menshen::journal
