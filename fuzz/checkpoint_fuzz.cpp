// Checkpoints come with proofs, from whoever shows one.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "ledger/checkpoint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::ledger;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto checkpoint = parse_checkpoint(text)) {
    MENSHEN_ASSERT(to_text(*checkpoint) == text);  // one spelling only
  }
  return 0;
}
