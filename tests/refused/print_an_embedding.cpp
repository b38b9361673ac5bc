// room: face
// refused: Cannot format an argument|type_is_unformattable|fallback_formatter<menshen::face::Embedding
#include <string>

#include <fmt/format.h>

#include "face/embedding.hpp"

namespace menshen::face {
std::string leak(const Embedding& embedding) {
#ifdef REFUSED
  return fmt::format("{}", embedding);
#else
  return fmt::format("{}", embedding.dimension());
#endif
}
}  // namespace menshen::face
