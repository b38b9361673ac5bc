// Walks the batches of a segment file, through a window of it in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/detail/format.hpp"

namespace menshen::journal {

class BatchWalk {
 public:
  // Enough to read a disk at its speed, and little enough to stay in a core's cache.
  static constexpr std::size_t kWindowBytes = std::size_t{256} << 10U;

  // Begins at `place` of the first `file_bytes` of the file, where record `first` should be.
  BatchWalk(const File& file, std::uint64_t file_bytes, std::uint64_t place,
            std::uint64_t first, std::size_t window_bytes = kWindowBytes);

  // The next batch, if one stands there, with the record that is expected; valid until the
  // next call. Its records' CRCs are not looked at. Errors: unavailable.
  [[nodiscard]] Result<std::optional<Batch>> next();

  // Where the walk stands: behind the batches that came.
  [[nodiscard]] std::uint64_t place() const noexcept { return place_; }
  [[nodiscard]] std::uint64_t record() const noexcept { return record_; }

 private:
  // As much of `bytes` from `place_` on as the file has.
  [[nodiscard]] Result<std::span<const std::byte>> load(std::uint64_t bytes);

  const File& file_;
  std::uint64_t file_bytes_;
  std::uint64_t place_;
  std::uint64_t record_;
  std::size_t window_bytes_;
  std::vector<std::byte> buffer_;
  std::uint64_t loaded_place_ = 0;  // of what stands in buffer_
  std::size_t loaded_bytes_ = 0;
};

}  // namespace menshen::journal
