// room: policy
// refused: is private within this context|calling a private constructor
#include "policy/decision.hpp"

namespace menshen::gate {
policy::Outcome decide(catalogue::Catalogue law, const policy::Decision& made) {
#ifdef REFUSED
  return policy::Decision(std::move(law)).outcome();
#else
  static_cast<void>(law);
  return made.outcome();
#endif
}
}  // namespace menshen::gate
