#include "vault/detail/row_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "vault/detail/key_row.hpp"

namespace menshen::vault {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20U;
static_assert(kBufferBytes > kRowBytesMax);

}  // namespace

RowReader::RowReader(const File& file, std::uint64_t end)
    : file_(file), end_(end), buffer_(kBufferBytes) {}

Result<> RowReader::fill() {
  std::memmove(buffer_.data(), buffer_.data() + at_, filled_ - at_);
  filled_ -= std::exchange(at_, 0);
  const std::uint64_t from = offset_ + filled_;
  const std::size_t wanted =
      std::min<std::uint64_t>(buffer_.size() - filled_, end_ - std::min(end_, from));
  MENSHEN_TRY(const std::size_t came,
              file_.read_at(from, std::span(buffer_).subspan(filled_, wanted)));
  filled_ += came;
  return {};
}

Result<std::optional<Row>> RowReader::next() {
  at_ += row_bytes_;
  offset_ += std::exchange(row_bytes_, 0);
  if (filled_ - at_ < kRowBytesMax) {
    if (auto done = fill(); !done) return tl::unexpected<Error>(done.error());
  }
  if (rest().size() < kRowHeadBytes) return std::nullopt;
  const auto size = row_size(rest());
  if (!size || *size > rest().size()) return std::nullopt;
  auto row = parse_row(rest().first(*size));
  if (row) row_bytes_ = *size;
  return row;
}

}  // namespace menshen::vault
