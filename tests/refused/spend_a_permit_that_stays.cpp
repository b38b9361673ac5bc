// room: face
// refused: passing .* as 'this' argument discards qualifiers|expects an rvalue for object argument|cannot bind|discards qualifiers|'this' argument to member function 'spend' is an lvalue
#include "permit/permit.hpp"

namespace menshen {
Result<PermitInUse> spend(Permit& permit) {
#ifdef REFUSED
  return permit.spend(Act::verify, Instant{});
#else
  return std::move(permit).spend(Act::verify, Instant{});
#endif
}
}  // namespace menshen
