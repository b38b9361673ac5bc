// A matrix of any bytes is read or refused with a reason.
#include <cstddef>
#include <cstdint>

#include "law_words.hpp"
#include "law_yaml/read_rows.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  fuzz::reasoned(law_yaml::read_matrix(fuzz::text_of(data, size)));
  return 0;
}
