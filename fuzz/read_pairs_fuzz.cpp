#include <cstddef>
#include <cstdint>
#include <string_view>

#include "accuracy/pairs.hpp"
#include "base/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto pairs = menshen::accuracy::read_pairs(text);
  MENSHEN_ASSERT(pairs || !pairs.error().what.empty());  // a refusal always says why
  if (!pairs) return 0;
  for (const auto& pair : pairs->pairs) {
    MENSHEN_ASSERT(pair.mated == (pair.first.person == pair.second.person));
    MENSHEN_ASSERT(pair.first.path().find("..") != 0);  // no way out of the folder
  }
  return 0;
}
