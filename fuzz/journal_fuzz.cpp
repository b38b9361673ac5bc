// The last segment of a journal is what a machine that lost its power left of it: any bytes.
// The input is laid over a sound segment, at the place its first two bytes name, or is one.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "journal/journal.hpp"

namespace {

using namespace menshen;           // NOLINT: a program of one file
using namespace menshen::journal;  // NOLINT

constexpr Options kSmall{.segment_bytes = 2048};
constexpr const char* kSegment = "j/00000000000000000000.seg";

std::vector<std::byte> sound_segment() {
  MemoryFiles files;
  const auto journal = Journal::open(files, "j", kSmall).value();
  for (std::uint8_t count = 1; count < 6; ++count) {
    const std::vector<std::byte> bytes(40U * count, std::byte{count});
    const std::vector<Record> batch(count, {.bytes = bytes, .crc32c = crc32c(bytes)});
    if (!journal->append(batch, Instant{})) break;
  }
  const auto file = files.open(kSegment, Files::Mode::read).value();
  const auto bytes = file->view().value();
  return {bytes.begin(), bytes.end()};
}

std::vector<std::byte> segment_of(std::span<const std::byte> input) {
  static const std::vector<std::byte> sound = sound_segment();
  if (input.size() < 2) return {input.begin(), input.end()};
  const std::size_t place =
      std::to_integer<std::size_t>(input[0]) << 8U | std::to_integer<std::size_t>(input[1]);
  input = input.subspan(2);
  if (place >= sound.size()) return {input.begin(), input.end()};
  std::vector<std::byte> bytes = sound;
  input = input.first(std::min(input.size(), bytes.size() - place));
  std::ranges::copy(input, bytes.begin() + static_cast<std::ptrdiff_t>(place));
  return bytes;
}

// Each record comes once, in order, within its limit, and its CRC stands in the segment.
void check(const Reader& reader, std::span<const std::byte> segment) {
  std::uint64_t expected = reader.first();
  const auto scanned = reader.scan(expected, [&](std::uint64_t record, auto bytes, Instant) {
    MENSHEN_ASSERT(record == expected++ && bytes.size() <= kRecordBytesMax);
    const auto crc = std::bit_cast<std::array<std::byte, 4>>(crc32c(bytes));
    MENSHEN_ASSERT(!std::ranges::search(segment, crc).empty());
    MENSHEN_ASSERT(std::ranges::equal(reader.read(record).value(), bytes));
    return Result<>();
  });
  MENSHEN_ASSERT(scanned && expected == reader.end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto segment = segment_of(std::as_bytes(std::span(data, size)));
  MemoryFiles files;
  MENSHEN_ASSERT(files.make_folder("j"));
  MENSHEN_ASSERT(files.open("j/lock", Files::Mode::create));
  const auto file = files.open(kSegment, Files::Mode::create).value();
  MENSHEN_ASSERT(file->write_at(0, segment));
  const auto reader = Journal::read_only(files, "j");
  if (reader) check(**reader, segment);
  auto journal = Journal::open(files, "j", kSmall);
  MENSHEN_ASSERT(journal.has_value() == reader.has_value());
  if (!journal) {
    MENSHEN_ASSERT(journal.error().code == Code::corrupt);
    return 0;
  }
  check((*journal)->reader(), segment);
  MENSHEN_ASSERT((*journal)->reader().end() == (*reader)->end());
  // What was cut off can never be taken for a batch, and it goes on.
  const std::byte one{1};
  const Record record{.bytes = {&one, 1}, .crc32c = crc32c({&one, 1})};
  const std::uint64_t end = (*journal)->reader().end();
  MENSHEN_ASSERT((*journal)->append({&record, 1}, Instant{}));
  journal->reset();
  journal = Journal::open(files, "j", kSmall);
  MENSHEN_ASSERT(journal && (*journal)->recovery().torn_bytes == 0);
  MENSHEN_ASSERT((*journal)->reader().end() == end + 1);
  return 0;
}
