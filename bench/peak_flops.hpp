// What one core can do at best.
#pragma once

namespace menshen::bench {

// Single-precision multiply-adds of one core, counted as two operations each, in operations
// per second: the best of several short runs of independent fused multiply-adds in registers,
// at the widest vectors the processor has.
[[nodiscard]] double peak_flops();

}  // namespace menshen::bench
