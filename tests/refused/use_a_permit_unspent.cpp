// room: face
// refused: invalid initialization of reference|no known conversion
#include "permit/permit.hpp"

namespace menshen {
bool act(const PermitInUse& permit);
#ifdef REFUSED
bool again(const Permit& permit) { return act(permit); }
#else
bool again(const PermitInUse& permit) { return act(permit); }
#endif
}  // namespace menshen
