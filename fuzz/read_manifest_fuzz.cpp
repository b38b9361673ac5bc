// A model manifest is read or refused with a reason, whatever its bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "face/model_manifest.hpp"
#include "model_files/read_manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto manifest = menshen::model_files::read_manifest(text);
  MENSHEN_ASSERT(manifest || !manifest.error().what.empty());
  MENSHEN_ASSERT(!manifest || menshen::face::role_of(manifest->decoder) == manifest->role);
  return 0;
}
