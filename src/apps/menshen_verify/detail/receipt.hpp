// Receipts of inclusion (RFC 9942) in the one shape that a record gives them;
// docs/record-format.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

// Views point into what was read.
struct Receipt {
  View signed_header;
  View key_id;  // 32 bytes
  std::string_view origin;
  std::uint64_t time = 0;  // seconds since 1970
  std::uint64_t signed_size = 0;
  std::uint64_t size = 0;
  std::uint64_t index = 0;
  std::vector<Digest> path;
  std::optional<View> entry;
  View signature;  // 64 bytes
};

[[nodiscard]] std::optional<Receipt> read_receipt(View bytes);

}  // namespace menshen::menshen_verify
