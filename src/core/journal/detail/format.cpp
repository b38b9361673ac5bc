#include "journal/detail/format.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "journal/journal.hpp"

namespace menshen::journal {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::array kSegmentMagic = {std::byte{'m'}, std::byte{'e'}, std::byte{'n'},
                                      std::byte{'s'}, std::byte{'j'}, std::byte{'n'},
                                      std::byte{'l'}, std::byte{'1'}};
constexpr std::array kBatchMagic = {std::byte{0xB7}, std::byte{'j'}, std::byte{'b'},
                                    std::byte{0xE1}};
constexpr std::size_t kNameDigits = 20;
constexpr std::string_view kNameEnd = ".seg";

template <typename T>
void put(std::span<std::byte> bytes, std::size_t at, T value) noexcept {
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

template <typename T>
[[nodiscard]] T get(std::span<const std::byte> bytes, std::size_t at) noexcept {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

[[nodiscard]] Instant instant(std::int64_t ms) noexcept {
  return Instant{std::chrono::milliseconds{ms}};
}

[[nodiscard]] std::size_t records_at(std::size_t count) noexcept {
  return kBatchHeaderBytes + kTableRowBytes * count;
}

// The sum of the lengths in the table, if each is within the limit.
[[nodiscard]] std::optional<std::uint64_t> record_bytes(
    std::span<const std::byte> table) noexcept {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < table.size(); at += kTableRowBytes) {
    const auto bytes = get<std::uint32_t>(table, at);
    if (bytes > kRecordBytesMax) return std::nullopt;
    sum += bytes;
  }
  return sum;
}

}  // namespace

std::vector<std::byte> write_segment_header(const SegmentHeader& header) {
  std::vector<std::byte> bytes(kSegmentHeaderBytes);
  std::ranges::copy(kSegmentMagic, bytes.begin());
  put(bytes, 16, header.first);
  put(bytes, 24, header.previous);
  put(bytes, 32, header.bytes);
  put(bytes, 40, std::int64_t{header.written.time_since_epoch().count()});
  put(bytes, 8, crc32c(std::span(bytes).subspan(16)));
  return bytes;
}

std::optional<SegmentHeader> read_segment_header(std::span<const std::byte> bytes) {
  if (bytes.size() < kSegmentHeaderBytes) return std::nullopt;
  const SegmentHeader header{.first = get<std::uint64_t>(bytes, 16),
                             .previous = get<std::uint64_t>(bytes, 24),
                             .bytes = get<std::uint64_t>(bytes, 32),
                             .written = instant(get<std::int64_t>(bytes, 40))};
  if (!std::ranges::equal(write_segment_header(header), bytes.first(kSegmentHeaderBytes))) {
    return std::nullopt;
  }
  return header;
}

std::string segment_name(std::uint64_t first) {
  return fmt::format("{:020}{}", first, kNameEnd);
}

std::optional<std::uint64_t> read_segment_name(std::string_view name) {
  if (name.size() != kNameDigits + kNameEnd.size() || !name.ends_with(kNameEnd)) {
    return std::nullopt;
  }
  std::uint64_t first = 0;
  const char* const end = name.data() + kNameDigits;
  const auto [stopped, error] = std::from_chars(name.data(), end, first);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return first;
}

std::uint64_t batch_bytes(std::span<const Record> records) noexcept {
  std::uint64_t bytes = records_at(records.size());
  for (const Record& record : records) bytes += record.bytes.size();
  return bytes;
}

void write_batch(std::span<const Record> records, std::uint64_t first, std::uint64_t place,
                 Instant written, std::vector<std::byte>& out) {
  const std::uint64_t bytes = batch_bytes(records);
  MENSHEN_ASSERT(!records.empty() && bytes <= kBatchBytesMax);
  out.resize(bytes);
  std::ranges::copy(kBatchMagic, out.begin());
  put(out, 8, static_cast<std::uint32_t>(bytes));
  put(out, 12, static_cast<std::uint32_t>(records.size()));
  put(out, 16, first);
  put(out, 24, std::int64_t{written.time_since_epoch().count()});
  put(out, 32, place);
  std::size_t row = kBatchHeaderBytes;
  std::size_t at = records_at(records.size());
  for (const Record& record : records) {
    put(out, row, static_cast<std::uint32_t>(record.bytes.size()));
    put(out, row + 4, record.crc32c);
    row += kTableRowBytes;
    if (!record.bytes.empty()) {
      std::memcpy(out.data() + at, record.bytes.data(), record.bytes.size());
    }
    at += record.bytes.size();
  }
  put(out, 4, crc32c(std::span(out).first(row).subspan(8)));
}

std::optional<std::uint32_t> claimed_batch_bytes(std::span<const std::byte> bytes,
                                                 std::uint64_t place) noexcept {
  if (bytes.size() < kBatchHeaderBytes) return std::nullopt;
  if (!std::ranges::equal(kBatchMagic, bytes.first(kBatchMagic.size()))) return std::nullopt;
  if (get<std::uint64_t>(bytes, 32) != place) return std::nullopt;
  const auto claimed = get<std::uint32_t>(bytes, 8);
  const std::uint64_t count = get<std::uint32_t>(bytes, 12);
  if (count == 0 || claimed > kBatchBytesMax) return std::nullopt;
  if (kBatchHeaderBytes + kTableRowBytes * count > claimed) return std::nullopt;
  return claimed;
}

std::optional<Batch> read_batch(std::span<const std::byte> bytes,
                                std::uint64_t place) noexcept {
  const auto claimed = claimed_batch_bytes(bytes, place);
  if (!claimed || *claimed > bytes.size()) return std::nullopt;
  const BatchHeader header{.first = get<std::uint64_t>(bytes, 16),
                           .place = place,
                           .bytes = *claimed,
                           .count = get<std::uint32_t>(bytes, 12),
                           .written = instant(get<std::int64_t>(bytes, 24))};
  const auto head = bytes.first(records_at(header.count));
  if (crc32c(head.subspan(8)) != get<std::uint32_t>(bytes, 4)) return std::nullopt;
  const auto records = record_bytes(head.subspan(kBatchHeaderBytes));
  if (!records || head.size() + *records != header.bytes) return std::nullopt;
  if (header.first + header.count < header.first) return std::nullopt;
  return Batch{.header = header, .bytes = bytes.first(header.bytes)};
}

RecordWalk::RecordWalk(const Batch& batch) noexcept
    : batch_(batch), record_(batch.header.first), at_(records_at(batch.header.count)) {
  look();
}

void RecordWalk::next() noexcept {
  at_ += bytes_.size();
  ++record_;
  if (!is_done()) look();
}

void RecordWalk::look() noexcept {
  const std::size_t row = records_at(record_ - batch_.header.first);
  bytes_ = batch_.bytes.subspan(at_, get<std::uint32_t>(batch_.bytes, row));
  crc_ = get<std::uint32_t>(batch_.bytes, row + 4);
}

bool is_whole(const Batch& batch) noexcept {
  for (RecordWalk walk(batch); !walk.is_done(); walk.next()) {
    if (!walk.is_right()) return false;
  }
  return true;
}

bool holds_later_batch(std::span<const std::byte> bytes, std::uint64_t place,
                       std::uint64_t record) noexcept {
  auto at = bytes.begin();
  while ((at = std::search(at, bytes.end(), kBatchMagic.begin(), kBatchMagic.end())) !=
         bytes.end()) {
    const auto offset = static_cast<std::size_t>(at - bytes.begin());
    const auto batch = read_batch(bytes.subspan(offset), place + offset);
    if (batch && batch->header.first > record) return true;
    ++at;
  }
  return false;
}

}  // namespace menshen::journal
