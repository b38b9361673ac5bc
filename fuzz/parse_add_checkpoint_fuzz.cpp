// Anyone who reaches a witness may send it a request.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "ledger/add_checkpoint.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::ledger;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto request = parse_add_checkpoint(text)) {
    MENSHEN_ASSERT(to_text(*request) == text);  // one spelling only
    MENSHEN_ASSERT(request->proof.size() <= kConsistencyLinesMax);
  }
  return 0;
}
