// The bytes of a segment. All numbers little-endian, of fixed width.
//
//   segment   header, batches one after another, zeros to the end
//   header    64 bytes:
//              0  8 bytes "mensjnl1"
//              8  u32  CRC32C of bytes 16..63
//             16  u64  first record of the segment, as in its name
//             24  u64  first record of the segment before it; its own if there is none
//             32  u64  bytes of the file
//             40  i64  time of the last batch before it, milliseconds UTC
//   batch      0  u32  magic
//              4  u32  CRC32C of bytes 8 to the end of the table
//              8  u32  bytes of the batch, from its magic to its last record
//             12  u32  count of records, at least 1
//             16  u64  number of its first record
//             24  i64  time, milliseconds UTC
//             32  u64  where in the segment it begins, so that no copy passes for a batch
//             40       table: for each record u32 bytes, u32 CRC32C of its bytes
//                      the records' bytes
//
// A batch is whole when its CRC and that of each of its records is right.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil_date.hpp"
#include "journal/journal.hpp"

namespace menshen::journal {

inline constexpr std::size_t kSegmentHeaderBytes = 64;
inline constexpr std::size_t kBatchHeaderBytes = 40;
inline constexpr std::size_t kTableRowBytes = 8;
inline constexpr std::uint64_t kBatchBytesMax = std::uint64_t{1} << 30U;

struct SegmentHeader {
  std::uint64_t first = 0;
  std::uint64_t previous = 0;
  std::uint64_t bytes = 0;
  Instant written;

  bool operator==(const SegmentHeader&) const = default;
};

[[nodiscard]] std::vector<std::byte> write_segment_header(const SegmentHeader& header);
[[nodiscard]] std::optional<SegmentHeader> read_segment_header(
    std::span<const std::byte> bytes);

// `00000000000000000042.seg`
[[nodiscard]] std::string segment_name(std::uint64_t first);
[[nodiscard]] std::optional<std::uint64_t> read_segment_name(std::string_view name);

struct BatchHeader {
  std::uint64_t first = 0;
  std::uint64_t place = 0;
  std::uint32_t bytes = 0;
  std::uint32_t count = 0;
  Instant written;
};

// A batch in memory; valid as long as the bytes it was read from.
struct Batch {
  BatchHeader header;
  std::span<const std::byte> bytes;  // all of it

  [[nodiscard]] std::uint64_t end() const noexcept { return header.first + header.count; }
};

// Bytes that `records` will take, with header and table.
[[nodiscard]] std::uint64_t batch_bytes(std::span<const Record> records) noexcept;

// Puts the batch into `out`, replacing what is there; at most kBatchBytesMax.
void write_batch(std::span<const Record> records, std::uint64_t first, std::uint64_t place,
                 Instant written, std::vector<std::byte>& out);

// How long the batch says it is that begins `bytes`, if these can be a batch's beginning.
[[nodiscard]] std::optional<std::uint32_t> claimed_batch_bytes(std::span<const std::byte> bytes,
                                                               std::uint64_t place) noexcept;

// The batch that begins `bytes`, if its CRC is right and `bytes` hold all of it. The CRCs of
// its records are not looked at.
[[nodiscard]] std::optional<Batch> read_batch(std::span<const std::byte> bytes,
                                              std::uint64_t place) noexcept;

// Walks the records of a batch that read_batch accepted.
class RecordWalk {
 public:
  explicit RecordWalk(const Batch& batch) noexcept;

  [[nodiscard]] std::uint64_t record() const noexcept { return record_; }
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }
  [[nodiscard]] bool is_right() const noexcept { return crc32c(bytes_) == crc_; }
  [[nodiscard]] bool is_done() const noexcept { return record_ == batch_.end(); }
  void next() noexcept;

 private:
  void look() noexcept;

  Batch batch_;
  std::uint64_t record_;
  std::size_t at_;  // of the record's bytes in the batch's
  std::span<const std::byte> bytes_;
  std::uint32_t crc_ = 0;
};

// Whether the CRC of every record is right.
[[nodiscard]] bool is_whole(const Batch& batch) noexcept;

// Whether some batch stands in `bytes`, from `place` on, whose first record is behind `record`.
[[nodiscard]] bool holds_later_batch(std::span<const std::byte> bytes, std::uint64_t place,
                                     std::uint64_t record) noexcept;

}  // namespace menshen::journal
