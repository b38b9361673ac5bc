// room: face
// refused: use of deleted function|call to deleted constructor
#include "permit/permit.hpp"

namespace menshen {
Permit hand_on(Permit& permit) {
#ifdef REFUSED
  return permit;
#else
  return std::move(permit);
#endif
}
}  // namespace menshen
