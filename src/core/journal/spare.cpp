#include "journal/detail/spare.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/detail/format.hpp"

namespace menshen::journal {
namespace {

// Synced piece by piece, so that a batch that is synced meanwhile waits for one piece at most.
constexpr std::uint64_t kPieceBytes = std::uint64_t{256} << 10U;

}  // namespace

Spare::Spare(Files& files, std::filesystem::path folder)
    : files_(files), folder_(std::move(folder)), path_(folder_ / "next") {}

Result<> Spare::prepare(std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  auto filled = fill(bytes);
  if (!filled) drop();
  return filled;
}

Result<std::unique_ptr<File>> Spare::take(SegmentHeader& header) {
  const std::scoped_lock lock(mutex_);
  auto done = fill(header.bytes);
  if (done) {
    header.bytes = bytes_;
    done = put_in_use(header);
  }
  if (!done) {
    drop();
    return tl::unexpected<Error>(std::move(done).error());
  }
  bytes_ = 0;
  return std::exchange(file_, nullptr);
}

Result<> Spare::fill(std::uint64_t bytes) {
  if (file_ == nullptr) {
    if (auto done = files_.remove(path_); !done) return done;
    MENSHEN_TRY(file_, files_.open(path_, Files::Mode::create));
    bytes_ = 0;
  }
  const std::vector<std::byte> zeros(std::min(kPieceBytes, bytes - std::min(bytes, bytes_)));
  while (bytes_ < bytes) {
    const auto piece =
        std::span(zeros).first(std::min<std::uint64_t>(zeros.size(), bytes - bytes_));
    if (auto done = file_->write_at(bytes_, piece); !done) return done;
    if (auto done = file_->sync(); !done) return done;
    bytes_ += piece.size();
  }
  return {};
}

Result<> Spare::put_in_use(const SegmentHeader& header) {
  if (auto done = file_->write_at(0, write_segment_header(header)); !done) return done;
  if (auto done = file_->sync(); !done) return done;
  if (auto done = files_.rename(path_, folder_ / segment_name(header.first)); !done) {
    return done;
  }
  auto synced = files_.sync_folder(folder_);
  if (!synced) {
    synced.error().code = Code::unavailable;  // it has its name, for how long is unknown
  }
  return synced;
}

// A file whose writing or syncing failed is not trusted again.
void Spare::drop() {
  file_ = nullptr;
  bytes_ = 0;
  [[maybe_unused]] const auto removed = files_.remove(path_);  // else before the next is made
}

}  // namespace menshen::journal
