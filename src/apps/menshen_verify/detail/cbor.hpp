// Reads deterministic CBOR (RFC 8949, section 4.2.1) of a known shape, and no other: whoever
// reads says what must come next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

// After the first thing that is not as it must be, every answer is zero or empty, and done() is
// false for good: so a reader asks once, at the end. Views point into what is read.
class CborReader {
 public:
  explicit CborReader(View bytes) : rest_(bytes) {}

  [[nodiscard]] std::uint64_t number() { return head(0); }
  [[nodiscard]] View bytes() { return take(head(2)); }
  [[nodiscard]] View bytes_of(std::size_t count);
  [[nodiscard]] std::string_view text();  // UTF-8
  [[nodiscard]] std::size_t array() { return head(4); }
  [[nodiscard]] std::size_t map() { return head(5); }

  void must_be_number(std::uint64_t value) { must(head(0) == value); }
  void must_be_negative(std::uint64_t value) { must(head(1) + 1 == value); }  // -value
  void must_be_text(std::string_view value) { must(text() == value); }
  void must_be_array(std::size_t count) { must(array() == count); }
  void must_be_map(std::size_t count) { must(map() == count); }
  void must_be_tag(std::uint64_t tag) { must(head(6) == tag); }
  void must_be_nil();
  void must(bool right) { failed_ = failed_ || !right; }

  [[nodiscard]] bool failed() const { return failed_; }
  // All was read, and all was right.
  [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }

 private:
  std::uint64_t head(unsigned major);
  View take(std::uint64_t count);

  View rest_;
  bool failed_ = false;
};

// The head of a byte string of up to 2^32 - 1 bytes, in its shortest form.
[[nodiscard]] std::string byte_string_head(std::size_t count);

}  // namespace menshen::menshen_verify
