// A date of any bytes is read or refused with a reason; one that is read is written as it was.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto day = menshen::parse_civil_date(text);
  MENSHEN_ASSERT(day ? menshen::to_text(*day) == text : !day.error().what.empty());
  return 0;
}
