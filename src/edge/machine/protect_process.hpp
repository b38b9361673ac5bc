// What the process asks of the kernel for itself, before it knows anything worth hiding.
#pragma once

#include "base/error.hpp"

namespace menshen::machine {

// From now on: no core dump (RLIMIT_CORE 0); no other process of the same user reads this one's
// memory or traces it (PR_SET_DUMPABLE 0, which makes /proc/PID root's); and what is freed on
// the ordinary heap is overwritten, but for blocks up to 1 KiB that the C library keeps at hand
// for the same thread (M_PERTURB). Call it first in `main`. A process that runs under the
// address sanitizer stays traceable, for its leak check traces it.
//
// Errors: unavailable when the kernel refuses, which it has no reason to.
[[nodiscard]] Result<> protect_process();

}  // namespace menshen::machine
