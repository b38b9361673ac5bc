// A vocabulary of any bytes is read or refused with a reason, and one that is read names
// facts that can be looked up again.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_yaml/read_vocabulary.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto facts = menshen::law_yaml::read_facts(text, "consent");
  MENSHEN_ASSERT(facts || !facts.error().what.empty());
  if (!facts) return 0;
  const auto words = menshen::catalogue::Vocabulary::make(std::move(*facts), {});
  MENSHEN_ASSERT(words || !words.error().what.empty());
  if (!words) return 0;
  for (const auto& fact : words->facts()) MENSHEN_ASSERT(words->find_fact(fact.id));
  return 0;
}
