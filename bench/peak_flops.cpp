#include "peak_flops.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace menshen::bench {
namespace {

constexpr std::int64_t kRounds = 2'000'000;
constexpr std::size_t kChains = 12;  // enough to hide the latency of two units

// A vector of the compiler's own kind: a product and a sum of it become one instruction.
using Wide [[gnu::vector_size(64)]] = float;
using Middle [[gnu::vector_size(32)]] = float;
using Narrow [[gnu::vector_size(16)]] = float;

// Returns the first lane of the results, so that the work cannot be left out.
template <typename Lanes>
[[gnu::always_inline]] inline float multiply_add() {
  Lanes sums[kChains];  // NOLINT(cppcoreguidelines-avoid-c-arrays): templates drop the width
  for (Lanes& sum : sums) sum = Lanes{} + 1.0F;
  const Lanes factor = Lanes{} + 0.999F;
  const Lanes term = Lanes{} + 0.001F;
  for (std::int64_t i = 0; i < kRounds; ++i) {
#pragma GCC unroll 12
    for (Lanes& sum : sums) sum = sum * factor + term;
  }
  for (std::size_t k = 1; k < kChains; ++k) sums[0] += sums[k];
  return sums[0][0];
}

#if defined(__x86_64__)
[[gnu::target("avx512f")]] float run_wide() { return multiply_add<Wide>(); }
[[gnu::target("avx2,fma")]] float run_middle() { return multiply_add<Middle>(); }
#endif
float run_narrow() { return multiply_add<Narrow>(); }

struct Kernel {
  float (*run)();
  std::size_t lanes;
};

Kernel widest() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return {run_wide, 16};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {run_middle, 8};
#endif
  return {run_narrow, 4};
}

}  // namespace

double peak_flops() {
  const Kernel kernel = widest();
  constexpr int kRuns = 15;
  double best = 0;
  volatile float sink = 0;
  for (int i = 0; i < kRuns; ++i) {
    const auto start = std::chrono::steady_clock::now();
    sink = kernel.run();
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    const double operations = 2.0 * static_cast<double>(kernel.lanes * kChains) * kRounds;
    best = std::max(best, operations / time.count());
  }
  static_cast<void>(sink);
  return best;
}

}  // namespace menshen::bench
