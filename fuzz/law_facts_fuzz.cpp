// A vocabulary of any bytes is read or refused with a reason, and one that is read names
// facts that can be looked up again.
#include <cstddef>
#include <cstdint>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_words.hpp"
#include "law_yaml/read_vocabulary.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  const auto facts = fuzz::reasoned(law_yaml::read_facts(fuzz::text_of(data, size), "consent"));
  if (!facts) return 0;
  const auto words = fuzz::reasoned(catalogue::Vocabulary::make(*facts, {}));
  if (!words) return 0;
  for (const auto& fact : words->facts()) MENSHEN_ASSERT(words->find_fact(fact.id));
  return 0;
}
