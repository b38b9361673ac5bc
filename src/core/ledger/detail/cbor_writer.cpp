#include "ledger/detail/cbor_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace menshen::ledger {

void CborWriter::head(unsigned major, std::uint64_t value) {
  constexpr std::uint64_t kInHead = 24;  // smaller values stand in the first byte itself
  const auto first = [this, major](unsigned low) {
    out_.push_back(static_cast<std::byte>((major << 5U) | low));
  };
  if (value < kInHead) {
    first(static_cast<unsigned>(value));
    return;
  }
  unsigned width_log2 = 0;
  while (width_log2 < 3 && (value >> (8U << width_log2)) != 0) ++width_log2;
  first(24 + width_log2);
  for (unsigned byte = 1U << width_log2; byte > 0; --byte) {
    out_.push_back(static_cast<std::byte>((value >> (8 * (byte - 1))) & 0xFFU));
  }
}

void CborWriter::bytes(std::span<const std::byte> value) {
  head(2, value.size());
  out_.insert(out_.end(), value.begin(), value.end());
}

void CborWriter::text(std::string_view value) {
  head(3, value.size());
  const auto raw = std::as_bytes(std::span(value.data(), value.size()));
  out_.insert(out_.end(), raw.begin(), raw.end());
}

}  // namespace menshen::ledger
