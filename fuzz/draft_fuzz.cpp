// A field is set from any text or refused with a reason; what was set is written so that it is
// read as the same. The first byte is the kind, the first line the field, each other a text.
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "registry/draft.hpp"
#include "registry/field_value.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  if (size == 0) return 0;
  std::istringstream lines(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  std::string field;
  std::getline(lines, field);
  std::vector<std::string> texts;
  for (std::string text; std::getline(lines, text);) texts.push_back(text);

  auto draft = registry::Draft::blank(data[0] % registry::kKinds, "id");
  if (const auto done = draft.set(field, texts); !done) {
    MENSHEN_ASSERT(!done.error().what.empty());
    return 0;
  }
  const auto fields = registry::describe(draft.kind());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& value = draft.values()[i];
    if (!value) continue;
    const auto again = registry::read_value(fields[i].type, registry::texts_of(*value));
    MENSHEN_ASSERT(again && *again == *value);
  }
  return 0;
}
