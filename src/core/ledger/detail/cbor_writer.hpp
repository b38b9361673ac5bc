// Writes the part of CBOR (RFC 8949) that a record entry needs, in its deterministic form:
// shortest heads, definite lengths. The caller gives map keys in ascending order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace menshen::ledger {

class CborWriter {
 public:
  void unsigned_integer(std::uint64_t value) { head(0, value); }
  void bytes(std::span<const std::byte> value);
  void text(std::string_view value);
  void array(std::size_t count) { head(4, count); }
  void map(std::size_t pairs) { head(5, pairs); }

  [[nodiscard]] std::vector<std::byte> take() && { return std::move(out_); }

 private:
  void head(unsigned major, std::uint64_t value);

  std::vector<std::byte> out_;
};

}  // namespace menshen::ledger
