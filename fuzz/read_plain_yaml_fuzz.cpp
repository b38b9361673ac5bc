// Law, manifests and configuration are written by people and travel by mail: the reader must
// survive any bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "plain_yaml/plain_yaml.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto node = menshen::plain_yaml::read_plain_yaml(text);
  MENSHEN_ASSERT(node || !node.error().what.empty());  // a refusal always says why
  return 0;
}
