// The permit may not know who evaluates the law.
// room: permit
// compilers: clang++-19
// refused: does not (directly )?depend on a module exporting 'policy/decision.hpp'
#include "base/error.hpp"
#ifdef REFUSED
#include "policy/decision.hpp"
#endif
