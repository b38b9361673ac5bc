// room: face
// refused: use of deleted function|call to deleted constructor
#include "face/embedding.hpp"

namespace menshen::face {
Embedding keep(Embedding& embedding) {
#ifdef REFUSED
  return embedding;
#else
  return std::move(embedding);
#endif
}
}  // namespace menshen::face
