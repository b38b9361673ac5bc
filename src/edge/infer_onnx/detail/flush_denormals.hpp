// While it lives, this thread computes with subnormal numbers as zero.
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace menshen::infer_onnx::detail {

// Results and operands under 1.2e-38 become zero: MXCSR bits FTZ and DAZ (Intel SDM vol. 1,
// 10.2.3), or FPCR bit FZ (Arm ARM, C5.2.8). Elsewhere it does nothing.
class FlushDenormals {
 public:
#if defined(__SSE2__)
  FlushDenormals() noexcept : before_(_mm_getcsr()) {
    constexpr unsigned kFlushAndDenormalsAreZero = 0x8040;
    _mm_setcsr(before_ | kFlushAndDenormalsAreZero);
  }
  ~FlushDenormals() { _mm_setcsr(before_); }
#elif defined(__aarch64__)
  FlushDenormals() noexcept {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    constexpr std::uint64_t kFlushToZero = 1U << 24U;
    asm volatile("msr fpcr, %0" : : "r"(before_ | kFlushToZero));
  }
  ~FlushDenormals() { asm volatile("msr fpcr, %0" : : "r"(before_)); }
#else
  FlushDenormals() noexcept = default;
  ~FlushDenormals() {}
#endif
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;
  FlushDenormals(FlushDenormals&&) = delete;
  FlushDenormals& operator=(FlushDenormals&&) = delete;

 private:
#if defined(__SSE2__)
  unsigned before_;
#elif defined(__aarch64__)
  std::uint64_t before_ = 0;
#endif
};

}  // namespace menshen::infer_onnx::detail
