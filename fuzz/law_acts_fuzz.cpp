// Acts of any bytes are read or refused with a reason, and those that are read can be looked
// up again.
#include <cstddef>
#include <cstdint>

#include "base/error.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_words.hpp"
#include "law_yaml/read_vocabulary.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  const auto acts = fuzz::reasoned(law_yaml::read_acts(fuzz::text_of(data, size)));
  if (!acts) return 0;
  const auto words = fuzz::reasoned(catalogue::Vocabulary::make({}, *acts));
  if (!words) return 0;
  for (const auto& act : words->acts()) MENSHEN_ASSERT(words->find_act(act.id));
  return 0;
}
