// The rows of a key table one after another, through one buffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "vault/detail/key_row.hpp"

namespace menshen::vault {

class RowReader {
 public:
  // Up to `end`.
  RowReader(const File& file, std::uint64_t end);

  // The next whole row, until the next call; null at the end, and where no whole row begins.
  // Errors: unavailable.
  [[nodiscard]] Result<std::optional<Row>> next();

  // Where the row that came last begins, or where none did.
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }

  // What was read from there on, which is everything where less than a megabyte is left.
  [[nodiscard]] std::span<const std::byte> rest() const noexcept {
    return std::span(buffer_).subspan(at_, filled_ - at_);
  }

 private:
  [[nodiscard]] Result<> fill();

  const File& file_;
  std::uint64_t end_;
  std::uint64_t offset_ = kHeaderBytes;  // of buffer_[at_]
  std::vector<std::byte> buffer_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  std::size_t row_bytes_ = 0;  // of the row that came last
};

}  // namespace menshen::vault
