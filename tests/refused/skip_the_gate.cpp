// The key that skips the gate is for tests; a production file of the face room asks for it.
// room: face
// compilers: clang++-19
// refused: does not (directly )?depend on a module exporting 'permit/testing/permit_for_test.hpp'
#include "permit/permit.hpp"
#ifdef REFUSED
#include "permit/testing/permit_for_test.hpp"
#endif
