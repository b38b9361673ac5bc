#include "journal/detail/batch_walk.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/detail/format.hpp"

namespace menshen::journal {

BatchWalk::BatchWalk(const File& file, std::uint64_t file_bytes, std::uint64_t place,
                     std::uint64_t first, std::size_t window_bytes)
    : file_(file),
      file_bytes_(file_bytes),
      place_(place),
      record_(first),
      window_bytes_(window_bytes) {}

Result<std::optional<Batch>> BatchWalk::next() {
  MENSHEN_TRY(auto bytes, load(kBatchHeaderBytes));
  const auto claimed = claimed_batch_bytes(bytes, place_);
  if (!claimed || *claimed > file_bytes_ - place_) return std::optional<Batch>{};
  MENSHEN_TRY(bytes, load(*claimed));
  const auto batch = read_batch(bytes, place_);
  if (!batch || batch->header.first != record_) return std::optional<Batch>{};
  place_ += batch->header.bytes;
  record_ = batch->end();
  return batch;
}

Result<std::span<const std::byte>> BatchWalk::load(std::uint64_t bytes) {
  bytes = std::min(bytes, file_bytes_ - std::min(place_, file_bytes_));
  const bool is_loaded =
      place_ >= loaded_place_ && place_ + bytes <= loaded_place_ + loaded_bytes_;
  if (!is_loaded) {
    const std::uint64_t wanted =
        std::min(std::max<std::uint64_t>(bytes, window_bytes_), file_bytes_ - place_);
    if (buffer_.size() < wanted) buffer_.resize(wanted);
    loaded_bytes_ = 0;
    MENSHEN_TRY(const std::size_t came,
                file_.read_at(place_, std::span(buffer_).first(wanted)));
    loaded_place_ = place_;
    loaded_bytes_ = came;
    bytes = std::min<std::uint64_t>(bytes, came);
  }
  return std::span(buffer_).subspan(place_ - loaded_place_, bytes);
}

}  // namespace menshen::journal
