// The face room has no line for the catalogue in layers.txt.
// room: face
// compilers: clang++-19
// refused: does not (directly )?depend on a module exporting 'catalogue/catalogue.hpp'
#include "permit/permit.hpp"
#ifdef REFUSED
#include "catalogue/catalogue.hpp"
#endif
