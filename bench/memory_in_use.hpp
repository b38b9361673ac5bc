// How much memory the process uses.
#pragma once

namespace menshen::bench {

// Megabytes of the process that are in memory. Guarded memory counts as a whole, touched or
// not, whether or not the kernel counts it as resident.
[[nodiscard]] double resident_megabytes();

}  // namespace menshen::bench
