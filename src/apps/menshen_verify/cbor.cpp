#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "menshen_verify/detail/cbor.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

// The head of an item: three bits of major type, and a number in its shortest form.
std::uint64_t CborReader::head(unsigned major) {
  constexpr std::uint64_t kInOneByte = 24;
  const View first = take(1);
  must(!first.empty() && first.front() >> 5U == major);
  if (failed_) return 0;
  const unsigned info = first.front() & 31U;
  if (info < kInOneByte) return info;
  must(info < kInOneByte + 4);
  if (failed_) return 0;
  const std::size_t width = std::size_t{1} << (info - kInOneByte);
  std::uint64_t value = 0;
  for (const std::uint8_t byte : take(width)) value = (value << 8U) | byte;
  must(width == 1 ? value >= kInOneByte : value >> (4 * width) != 0);
  must(value <= kNumberMax);
  return failed_ ? 0 : value;
}

View CborReader::take(std::uint64_t count) {
  must(count <= rest_.size());
  if (failed_) return {};
  const View taken = rest_.first(count);
  rest_ = rest_.subspan(count);
  return taken;
}

View CborReader::bytes_of(std::size_t count) {
  const View taken = bytes();
  must(taken.size() == count);
  return taken;
}

std::string_view CborReader::text() {
  const auto taken = as_text(take(head(3)));
  must(is_utf8(taken));
  return failed_ ? std::string_view{} : taken;
}

void CborReader::must_be_nil() {
  const View taken = take(1);
  must(!taken.empty() && taken.front() == 0xf6);
}

std::string byte_string_head(std::size_t count) {
  constexpr std::size_t kInOneByte = 24;
  if (count < kInOneByte) return {static_cast<char>(0x40U | count)};
  const unsigned width = count < 0x100 ? 1 : count < 0x10000 ? 2 : 4;
  std::string head{static_cast<char>(width == 1 ? 0x58 : width == 2 ? 0x59 : 0x5a)};
  for (unsigned left = width; left > 0; --left) {
    head += static_cast<char>((count >> (8 * (left - 1))) & 0xffU);
  }
  return head;
}

}  // namespace menshen::menshen_verify
