// A manifest of any bytes is read or refused with a reason, and what is read is within limits.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/testing/small_law.hpp"
#include "law_yaml/read_manifest.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto law =
      menshen::catalogue::Catalogue::make(menshen::catalogue::small_contents()).value();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto manifest = menshen::law_yaml::read_manifest(text, law);
  MENSHEN_ASSERT(manifest || !manifest.error().what.empty());
  if (!manifest) return 0;
  MENSHEN_ASSERT(!manifest->cases.empty());
  MENSHEN_ASSERT(manifest->cases.size() <= menshen::law_yaml::kManifestCasesMax);
  for (const auto& one : manifest->cases) {
    MENSHEN_ASSERT(!one.id.empty() && !one.acts.empty());
    for (const auto& fact : one.facts) {
      const auto index = law.vocabulary().find_fact(fact.id);
      MENSHEN_ASSERT(index && law.vocabulary().intern(*index, fact.value) && fact.line > 0);
    }
  }
  return 0;
}
