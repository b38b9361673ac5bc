#include "journal/journal.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/detail/format.hpp"
#include "journal/detail/log.hpp"
#include "journal/detail/recovery.hpp"
#include "journal/detail/spare.hpp"

namespace menshen::journal {
namespace {

constexpr const char* kLockName = "lock";

}  // namespace

struct Journal::State {
  State(Files& the_files, std::filesystem::path the_folder, const Options& the_options,
        std::unique_ptr<File> the_lock, const Recovered& found)
      : files(the_files),
        folder(std::move(the_folder)),
        options(the_options),
        lock(std::move(the_lock)),
        log(files, folder, found),
        spare(files, folder),
        current(found.last.file),
        current_bytes(found.last.header.bytes),
        place(found.last.place),
        header(found.last.header),
        written(found.written) {
    recovery = {.records = found.end, .first = log.first(), .torn_bytes = found.torn_bytes};
  }

  [[nodiscard]] Result<> append(std::span<const Record> batch, std::uint64_t bytes);
  [[nodiscard]] Result<> take_segment(std::uint64_t bytes);

  Files& files;
  const std::filesystem::path folder;
  const Options options;
  const std::unique_ptr<File> lock;
  Recovery recovery;
  Log log;
  Spare spare;
  std::optional<Error> stopped;

  // Where the next batch goes: append's thread changes it, prepare_ahead's looks at it.
  std::shared_ptr<File> current;
  std::atomic<std::uint64_t> current_bytes;
  std::atomic<std::uint64_t> place;
  SegmentHeader header;  // of `current`
  Instant written;       // of the last batch
  std::vector<std::byte> buffer;
};

// Begins a segment with room for a batch of so many bytes.
Result<> Journal::State::take_segment(std::uint64_t bytes) {
  // An empty segment that is too small is replaced by one of the same name.
  const bool is_empty = log.end() == header.first;
  SegmentHeader taken{.first = log.end(),
                      .previous = is_empty ? header.previous : header.first,
                      .bytes = std::max(options.segment_bytes, kSegmentHeaderBytes + bytes),
                      .written = written};
  MENSHEN_TRY(current, spare.take(taken));
  header = taken;
  place = kSegmentHeaderBytes;
  current_bytes = header.bytes;
  log.add_segment(header.first, current, header.bytes);
  return {};
}

Result<> Journal::State::append(std::span<const Record> batch, std::uint64_t bytes) {
  if (current == nullptr || place + bytes > current_bytes) {
    if (auto taken = take_segment(bytes); !taken) return taken;
  }
  const BatchPlace begin{.first = log.end(), .place = place};
  write_batch(batch, begin.first, begin.place, written, buffer);
  auto durable = current->write_at(begin.place, buffer);
  if (durable) durable = current->sync();
  if (!durable) {
    durable.error().code = Code::unavailable;  // also when the disk is full: what was written
    return durable;                            // of the batch is not known
  }
  place += bytes;
  log.add_batch(begin, begin.first + batch.size());
  return {};
}

Result<std::unique_ptr<Journal>> Journal::open(Files& files,
                                               const std::filesystem::path& folder,
                                               const Options& options) {
  if (auto made = files.make_folder(folder); !made) {
    return tl::unexpected<Error>(std::move(made).error());
  }
  MENSHEN_TRY(auto lock, files.open(folder / kLockName, Files::Mode::exclusive));
  MENSHEN_TRY(const Recovered found, recover(files, folder, Files::Mode::write));
  if (auto repaired = repair(files, folder, found); !repaired) {
    return tl::unexpected<Error>(std::move(repaired).error());
  }
  return std::unique_ptr<Journal>(
      new Journal(std::make_unique<State>(files, folder, options, std::move(lock), found)));
}

Result<std::unique_ptr<Reader>> Journal::read_only(Files& files,
                                                   const std::filesystem::path& folder) {
  MENSHEN_TRY(const auto names, files.list(folder));
  if (std::ranges::find(names, kLockName) == names.end()) {
    return fail(Code::not_found, fmt::format("`{}` holds no journal", folder.string()));
  }
  MENSHEN_TRY(const Recovered found, recover(files, folder, Files::Mode::read));
  return std::make_unique<Log>(files, folder, found);
}

Result<std::vector<Extent>> extents(Files& files, const std::filesystem::path& folder) {
  MENSHEN_TRY(const Recovered found, recover(files, folder, Files::Mode::read));
  std::vector<Extent> all;
  for (const std::uint64_t first : found.segments) {
    const bool is_last = first == found.segments.back();
    MENSHEN_TRY(const auto file, files.open(folder / segment_name(first), Files::Mode::read));
    MENSHEN_TRY(const auto bytes, file->size());
    all.push_back({.name = segment_name(first),
                   .used = is_last ? found.last.place : bytes,
                   .bytes = bytes});
  }
  return all;
}

Journal::Journal(std::unique_ptr<State> state) : state_(std::move(state)) {}

Journal::~Journal() = default;

Reader::~Reader() = default;

const Recovery& Journal::recovery() const noexcept { return state_->recovery; }

Reader& Journal::reader() noexcept { return state_->log; }

Result<> Journal::append(std::span<const Record> batch, Instant written) {
  if (const Error* reason = stopped()) return tl::unexpected<Error>(*reason);
  if (batch.empty()) return {};
  for (const Record& record : batch) {
    if (record.bytes.size() > kRecordBytesMax) {
      return fail(Code::invalid_input, fmt::format("a record has {} bytes; at most {} are kept",
                                                   record.bytes.size(), kRecordBytesMax));
    }
  }
  const std::uint64_t bytes = batch_bytes(batch);
  if (bytes > kBatchBytesMax) {
    return fail(Code::invalid_input, fmt::format("a batch has {} bytes; at most {} are kept",
                                                 bytes, kBatchBytesMax));
  }
  state_->written = std::max(state_->written, written);
  auto done = state_->append(batch, bytes);
  if (!done && done.error().code != Code::exhausted) {
    done.error() = in_context(done.error(), "the journal has stopped");
    state_->stopped = done.error();
  }
  return done;
}

const Error* Journal::stopped() const noexcept {
  const auto& reason = state_->stopped;
  return reason ? &*reason : nullptr;
}

Result<> Journal::prepare_ahead() {
  const std::uint64_t bytes = state_->current_bytes;
  if (state_->place < bytes - bytes / 4) return {};
  return state_->spare.prepare(state_->options.segment_bytes);
}

Result<std::uint64_t> Journal::prune(std::uint64_t record) {
  Log& log = state_->log;
  while (const auto oldest = log.oldest_before(record)) {
    // One after the other: after a loss of power no younger one may be gone before an older.
    auto done = state_->files.remove(state_->folder / segment_name(*oldest));
    if (done) done = state_->files.sync_folder(state_->folder);
    if (!done) return tl::unexpected<Error>(std::move(done).error());
    log.drop_oldest();
  }
  return log.first();
}

}  // namespace menshen::journal
