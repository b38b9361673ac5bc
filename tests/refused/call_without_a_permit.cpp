// room: gate
// refused: no matching function for call to .*capture\(const menshen::face::Image&\)|too few arguments to function call
#include "face/pipeline.hpp"

namespace menshen::gate {
bool look(face::Pipeline& pipeline, const face::Image& image, const PermitInUse& permit) {
#ifdef REFUSED
  static_cast<void>(permit);
  return pipeline.capture(image).has_value();
#else
  return pipeline.capture(image, permit).has_value();
#endif
}
}  // namespace menshen::gate
