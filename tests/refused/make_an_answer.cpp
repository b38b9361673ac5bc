// room: state
// refused: is private within this context|calling a private constructor
#include <utility>

#include "consent/answer.hpp"

namespace menshen::state {
#ifdef REFUSED
consent::Answer forged(registry::Consent record) { return consent::Answer(std::move(record)); }
#endif
}  // namespace menshen::state
