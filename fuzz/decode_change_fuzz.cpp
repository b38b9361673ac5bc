// A change is read from a side record, which whoever holds the keys may have written.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "state/change_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto change = state::decode(bytes)) {
    MENSHEN_ASSERT(std::ranges::equal(state::encode(*change), bytes));  // one spelling only
  }
  return 0;
}
