// An exported record comes from whoever hands it to an auditor.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/error.hpp"
#include "ledger/tiles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::ledger;
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto entries = read_bundle(bytes)) {
    MENSHEN_ASSERT(std::ranges::equal(write_bundle(*entries), bytes));
  }
  if (const auto hashes = read_tile(bytes)) {
    MENSHEN_ASSERT(std::ranges::equal(write_tile(*hashes), bytes));
  }
  return 0;
}
