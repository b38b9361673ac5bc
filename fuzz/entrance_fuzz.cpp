// The table of passes and PINs of whatever shape: what is read is written back as it was, and
// keeps the rules. Names of ways and outcomes are those that are written.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "entrance/passage.hpp"
#include "entrance/passes.hpp"
#include "entrance/session.hpp"
#include "ledger/entry.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::entrance;  // NOLINT: this file is the program
  const auto bytes = std::as_bytes(std::span(data, size));
  if (const auto table = parse_table(bytes)) {
    MENSHEN_ASSERT(std::ranges::equal(encode(*table), bytes));
    MENSHEN_ASSERT(check(*table).has_value());
  }
  if (const auto entry = menshen::ledger::parse_entry(bytes)) {
    if (const auto passage = passage_in(*entry)) {
      MENSHEN_ASSERT(passage->from_choice.count() >= 0);
    }
  }
  const std::string_view text(reinterpret_cast<const char*>(data), size);  // NOLINT: as text
  if (const auto way = way_of(text)) MENSHEN_ASSERT(name(*way) == text);
  return 0;
}
