// Entries come back from a disk, and with proofs from whoever shows one.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "ledger/entry.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::ledger;
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto entry = parse_entry(bytes)) {
    MENSHEN_ASSERT(std::ranges::equal(canonical(*entry), bytes));  // one form only
  }
  return 0;
}
