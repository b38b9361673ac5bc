#include "journal/detail/log.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/detail/batch_walk.hpp"
#include "journal/detail/format.hpp"
#include "journal/detail/recovery.hpp"

namespace menshen::journal {
namespace {

// For a single record: most batches are smaller, and are read at once.
constexpr std::size_t kOneBatchBytes = std::size_t{16} << 10U;

[[nodiscard]] tl::unexpected<Error> not_kept(std::uint64_t record, std::uint64_t first,
                                             std::uint64_t end) {
  return fail(Code::not_found, fmt::format("record {} is not there: the journal has {} to {}",
                                           record, first, end));
}

// The batch that holds `record`, which none but the last of those that begin before it can.
[[nodiscard]] BatchPlace batch_of(std::span<const BatchPlace> batches, std::uint64_t record) {
  const auto behind = std::ranges::upper_bound(batches, record, {}, &BatchPlace::first);
  MENSHEN_ASSERT(behind != batches.begin());
  return *std::prev(behind);
}

}  // namespace

Log::Log(Files& files, std::filesystem::path folder, const Recovered& found)
    : files_(files),
      folder_(std::move(folder)),
      first_(found.segments.empty() ? 0 : found.segments.front()),
      end_(found.end),
      segments_(found.segments),
      last_(found.last.file),
      last_bytes_(found.last.header.bytes),
      last_batches_(found.last.batches) {}

std::uint64_t Log::first() const { return first_.load(std::memory_order_acquire); }

std::uint64_t Log::end() const { return end_.load(std::memory_order_acquire); }

void Log::add_segment(std::uint64_t first, std::shared_ptr<const File> file,
                      std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  // An empty segment that was too small for a batch is replaced by one of the same name.
  if (segments_.empty() || segments_.back() != first) segments_.push_back(first);
  last_ = std::move(file);
  last_bytes_ = bytes;
  last_batches_.clear();
}

void Log::add_batch(BatchPlace batch, std::uint64_t end) {
  const std::scoped_lock lock(mutex_);
  last_batches_.push_back(batch);
  end_.store(end, std::memory_order_release);
}

std::optional<std::uint64_t> Log::oldest_before(std::uint64_t record) const {
  const std::scoped_lock lock(mutex_);
  if (segments_.size() < 2 || segments_[1] > record) return std::nullopt;
  return segments_[0];
}

void Log::drop_oldest() {
  const std::scoped_lock lock(mutex_);
  std::erase_if(recent_, [&](const auto& one) { return one->first == segments_.front(); });
  segments_.erase(segments_.begin());
  first_.store(segments_.front(), std::memory_order_release);
}

// Where to look for a record that is kept: in its segment, and in the last one at its batch.
Result<Log::Start> Log::start_of(std::uint64_t record) const {
  const std::scoped_lock lock(mutex_);
  const std::uint64_t end = end_.load(std::memory_order_relaxed);
  if (segments_.empty() || record < segments_.front() || record >= end) {
    return not_kept(record, first(), end);
  }
  const auto behind = std::ranges::upper_bound(segments_, record);
  Start start{.file = nullptr,
              .bytes = 0,
              .segment = *std::prev(behind),
              .batch = {.first = *std::prev(behind), .place = kSegmentHeaderBytes},
              .end = end};
  if (behind == segments_.end()) {
    start.file = last_;
    start.bytes = last_bytes_;
    start.batch = batch_of(last_batches_, record);
  } else {
    start.end = *behind;
  }
  return start;
}

Result<Log::Start> Log::opened(Start start) const {
  if (start.file == nullptr) {
    MENSHEN_TRY(start.file,
                files_.open(folder_ / segment_name(start.segment), Files::Mode::read));
    MENSHEN_TRY(start.bytes, start.file->size());
  }
  return start;
}

std::shared_ptr<const Log::Indexed> Log::recall(std::uint64_t segment) const {
  const std::scoped_lock lock(mutex_);
  const auto found =
      std::ranges::find_if(recent_, [&](const auto& one) { return one->first == segment; });
  if (found == recent_.end()) return nullptr;
  std::rotate(found, std::next(found), recent_.end());
  return recent_.back();
}

// The same for a closed segment at the record's batch, from places found once and kept.
Result<Log::Start> Log::indexed(Start start, std::uint64_t record) const {
  if (start.file != nullptr) return start;
  auto known = recall(start.segment);
  if (known == nullptr) {
    MENSHEN_TRY(start, opened(std::move(start)));
    Indexed index{
        .file = start.file, .bytes = start.bytes, .first = start.segment, .batches = {}};
    BatchWalk walk(*start.file, start.bytes, start.batch.place, start.segment);
    while (walk.record() < start.end) {
      MENSHEN_TRY(const auto batch, walk.next());
      if (!batch) return tl::unexpected<Error>(damaged(start, walk.record()));
      index.batches.push_back({.first = batch->header.first, .place = batch->header.place});
    }
    known = std::make_shared<const Indexed>(std::move(index));
    const std::scoped_lock lock(mutex_);
    if (recent_.size() == kIndexedMax) recent_.erase(recent_.begin());
    recent_.push_back(known);
  }
  start.file = known->file;
  start.bytes = known->bytes;
  start.batch = batch_of(known->batches, record);
  return start;
}

Error Log::damaged(const Start& start, std::uint64_t record) const {
  return {.code = Code::corrupt,
          .what = fmt::format("`{}` is damaged at record {}",
                              (folder_ / segment_name(start.segment)).string(), record)};
}

Result<std::vector<std::byte>> Log::read(std::uint64_t record) const {
  MENSHEN_TRY(auto start, start_of(record));
  MENSHEN_TRY(start, indexed(std::move(start), record));
  BatchWalk batches(*start.file, start.bytes, start.batch.place, start.batch.first,
                    kOneBatchBytes);
  MENSHEN_TRY(const auto batch, batches.next());
  if (!batch || batch->end() <= record) return tl::unexpected<Error>(damaged(start, record));
  RecordWalk records(*batch);
  while (records.record() < record) records.next();
  if (!records.is_right()) return tl::unexpected<Error>(damaged(start, record));
  return std::vector<std::byte>(records.bytes().begin(), records.bytes().end());
}

Result<> Log::show(const Start& start, std::uint64_t from, const See& see) const {
  BatchWalk batches(*start.file, start.bytes, start.batch.place, start.batch.first);
  while (batches.record() < start.end) {
    MENSHEN_TRY(const auto batch, batches.next());
    if (!batch || batch->end() > start.end) {
      return tl::unexpected<Error>(damaged(start, batches.record()));
    }
    for (RecordWalk records(*batch); !records.is_done(); records.next()) {
      if (records.record() < from) continue;
      if (!records.is_right()) return tl::unexpected<Error>(damaged(start, records.record()));
      auto seen = see(records.record(), records.bytes(), batch->header.written);
      if (!seen) return seen;
    }
  }
  return {};
}

Result<> Log::scan(std::uint64_t from, const See& see) const {
  const std::uint64_t end = this->end();
  if (from < first() || from > end) return not_kept(from, first(), end);
  while (from < end) {
    MENSHEN_TRY(auto start, start_of(from));
    MENSHEN_TRY(start, opened(std::move(start)));
    start.end = std::min(start.end, end);
    if (auto shown = show(start, from, see); !shown) return shown;
    from = start.end;
  }
  return {};
}

}  // namespace menshen::journal
