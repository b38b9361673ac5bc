// Records in the order in which they came, in files that only grow. Whatever `append` has
// returned is there after a loss of power; whatever is torn was never returned.
//
// Segments `<first record, 20 digits>.seg` of a fixed size, filled with zeros before use, so
// that writing changes no metadata. In a segment: a header, then batches one after another. A
// batch is a header (first record, count, time, CRC32C), a table of its records' lengths and
// CRC32Cs, and the records. One batch at a time is not yet durable, the last.
// detail/format.hpp has every byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen::journal {

inline constexpr std::size_t kRecordBytesMax = std::size_t{1} << 20U;

struct Options {
  std::uint64_t segment_bytes = std::uint64_t{16} << 20U;
};

// What opening found and did.
struct Recovery {
  std::uint64_t records = 0;     // that the journal has reached, from 0
  std::uint64_t first = 0;       // oldest that is still kept
  std::uint64_t torn_bytes = 0;  // of a batch that nobody was told of, cut off
};

// A record as it is handed over. CRC32C of `bytes` may be computed by the thread that made
// them, so that the one thread that writes need not.
struct Record {
  std::span<const std::byte> bytes;
  std::uint32_t crc32c = 0;
};

// Reads what is durable. Safe to call from several threads at once, also beside one Writer of
// this process, or of another.
class Reader {
 public:
  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  Reader(Reader&&) = delete;
  Reader& operator=(Reader&&) = delete;
  virtual ~Reader();

  // The oldest record kept; those before it were pruned.
  [[nodiscard]] virtual std::uint64_t first() const = 0;
  // One behind the newest durable record.
  [[nodiscard]] virtual std::uint64_t end() const = 0;

  // Errors: not_found before `first` or behind `end`; corrupt when its CRC is not right;
  // unavailable.
  [[nodiscard]] virtual Result<std::vector<std::byte>> read(std::uint64_t record) const = 0;

  // Calls `see` with each record from `from` on and the time its batch was written, until the
  // end or an error of `see`. The bytes are valid during the call. Fast: reads segments whole.
  // Errors: as `read`; those of `see`.
  using See = std::function<Result<>(std::uint64_t record, std::span<const std::byte> bytes,
                                     Instant written)>;
  [[nodiscard]] virtual Result<> scan(std::uint64_t from, const See& see) const = 0;
};

// Writes. Only one in the world may hold a folder (a lock file says so); its functions are
// called from one thread, `prepare_ahead` from another.
class Journal {
 public:
  // Opens or makes the journal in `folder`, and cuts off what is torn. Errors: conflict when
  // another process holds it; corrupt when a batch that must have been durable is not whole
  // (something valid follows it), or a segment is missing; exhausted; unavailable.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open(
      Files& files, const std::filesystem::path& folder, const Options& options);

  // The same folder for reading alone: takes no lock and changes nothing; what is torn, or
  // written later, is not seen. Errors: not_found; corrupt; unavailable.
  [[nodiscard]] static Result<std::unique_ptr<Reader>> read_only(
      Files& files, const std::filesystem::path& folder);

  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  Journal(Journal&&) = delete;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  [[nodiscard]] const Recovery& recovery() const noexcept;
  [[nodiscard]] Reader& reader() noexcept;  // sees what `append` has returned

  // Writes the records as one batch, one write and one sync, and returns once they are
  // durable. `written` is raised to the last batch's time when the clock went back.
  //
  // Errors: exhausted when no segment could be made for them (disk full): nothing was written,
  // and the same may succeed later. Any other error (unavailable) stops the journal for good:
  // what became of the batch is unknown until it is opened again, so `append` answers the
  // same error ever after.
  [[nodiscard]] Result<> append(std::span<const Record> batch, Instant written);

  // The error that stopped it, if one did.
  [[nodiscard]] const Error* stopped() const noexcept;

  // Makes the next segment when the current one is three quarters full, so that `append`
  // seldom has to. From one other thread than append's, from time to time. Errors: exhausted;
  // unavailable; they stop nothing.
  [[nodiscard]] Result<> prepare_ahead();

  // Removes whole segments that hold only records before `record` and were closed; returns the
  // oldest record kept. From append's thread. Errors: unavailable.
  [[nodiscard]] Result<std::uint64_t> prune(std::uint64_t record);

 private:
  struct State;
  explicit Journal(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A segment's file, and how much of it a copy must hold: behind that are zeros, or what is
// being written and nobody was told of.
struct Extent {
  std::string name;
  std::uint64_t used = 0;
  std::uint64_t bytes = 0;  // of the file
};

// What the journal in `folder` consists of now, ascending; also beside one who writes it: what
// it names is durable and changes no more. Errors: as Journal::read_only.
[[nodiscard]] Result<std::vector<Extent>> extents(Files& files,
                                                  const std::filesystem::path& folder);

// CRC-32C (Castagnoli; RFC 3720, B.4), as SCTP, ext4 and RocksDB have it.
[[nodiscard]] std::uint32_t crc32c(std::span<const std::byte> bytes) noexcept;

}  // namespace menshen::journal
