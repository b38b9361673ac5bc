// JSON of any bytes is read into a draft or refused with a reason; a record that comes of it is
// written so that it is read as the same. The first byte is the kind.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "record_form/record_json.hpp"
#include "registry/change_text.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  if (size == 0) return 0;
  const registry::Kind kind = data[0] % registry::kKinds;
  auto draft = registry::Draft::blank(kind, "id");
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (const auto done = record_form::read_json(text, draft); !done) {
    MENSHEN_ASSERT(!done.error().what.empty());
    return 0;
  }
  const auto record = draft.record();
  if (!record) return 0;
  auto again = registry::Draft::blank(kind, "id");
  MENSHEN_ASSERT(record_form::read_json(record_form::record_as_json(*record), again));
  MENSHEN_ASSERT(registry::encode(again.record().value()) == registry::encode(*record));
  return 0;
}
