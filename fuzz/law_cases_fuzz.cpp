// A file of cases of any bytes, and the facts in it, are read or refused with a reason.
#include <cstddef>
#include <cstdint>

#include "law_words.hpp"
#include "law_yaml/read_cases.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  fuzz::reasoned(law_yaml::read_cases(fuzz::text_of(data, size), fuzz::law_words()));
  return 0;
}
