// What reads pixels without a permit is the face room's own business.
// room: gate
// compilers: clang++-19
// refused: does not (directly )?depend on a module exporting 'face/detail/resample.hpp'
#include "face/pipeline.hpp"
#ifdef REFUSED
#include "face/detail/resample.hpp"
#endif
