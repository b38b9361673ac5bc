// A change is read from a side record, which whoever holds the keys may have written; a record,
// from a row of the registry.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "base/error.hpp"
#include "registry/change_text.hpp"
#include "registry/changes.hpp"
#include "registry/valid.hpp"

namespace {

// Behind the head of an array of three or five parts stands the version.
bool is_of_the_first_version(std::span<const std::byte> bytes) {
  return bytes.size() > 1 && bytes[1] == std::byte{1};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  const auto bytes = std::as_bytes(std::span(data, size));
  const auto change = registry::decode(bytes);
  if (!change) {
    MENSHEN_ASSERT(change.error().code == Code::invalid_input && !change.error().what.empty());
    return 0;
  }
  const auto written = registry::encode(*change);
  if (!is_of_the_first_version(bytes)) {
    MENSHEN_ASSERT(std::ranges::equal(written, bytes));  // one spelling only
  }
  const auto again = registry::decode(written);
  MENSHEN_ASSERT(again && registry::encode(*again) == written);
  if (const auto* put = std::get_if<registry::Put>(&*change)) {
    const auto valid = registry::validate(put->record);
    MENSHEN_ASSERT(valid || valid.error().code == Code::invalid_input);
  }
  return 0;
}
