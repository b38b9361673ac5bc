// room: face
// refused: is private within this context|calling a private constructor
#include "permit/permit.hpp"

namespace menshen {
#ifdef REFUSED
Permit forged(Grant grant) { return Permit(std::move(grant)); }
#endif
}  // namespace menshen
