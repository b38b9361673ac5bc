// A number of the law, of any bytes, is read or refused with a reason; one that is read can be
// asked on every day.
#include <cstddef>
#include <cstdint>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "law_words.hpp"
#include "law_yaml/read_provision.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen;
  return fuzz::over_yaml(data, size, [](const plain_yaml::Node& root) {
    const auto parameter = fuzz::reasoned(law_yaml::read_parameter(root, "l"));
    if (!parameter || parameter->values.empty()) return;
    const CivilDate first = parameter->values.front().from;
    MENSHEN_ASSERT(parameter->on(CivilDate::max()) != nullptr || first == CivilDate::max());
  });
}
