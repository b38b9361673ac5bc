// An exported record comes from whoever hands it to an auditor.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "ledger/tiles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::ledger;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto checkpoint = read_checkpoint(text)) {
    MENSHEN_ASSERT(text.starts_with(write_checkpoint(*checkpoint)));  // one spelling only
  }
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto entries = read_bundle(bytes)) {
    const auto again = write_bundle(*entries);
    MENSHEN_ASSERT(std::ranges::equal(again, bytes));
  }
  return 0;
}
