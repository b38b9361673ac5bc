// A jurisdiction of any bytes is read or refused with a reason.
#include <cstddef>
#include <cstdint>

#include "law_words.hpp"
#include "law_yaml/read_provision.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  return fuzz::over_yaml(data, size, [](const plain_yaml::Node& root) {
    fuzz::reasoned(law_yaml::read_jurisdiction(root));
  });
}
