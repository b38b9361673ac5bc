// While it lives, a leak checker does not count what is allocated.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define MENSHEN_LEAK_CHECKER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MENSHEN_LEAK_CHECKER 1
#endif
#endif

#if defined(MENSHEN_LEAK_CHECKER)
#include <sanitizer/lsan_interface.h>
#endif

namespace menshen::infer_onnx::detail {

// For calls into libraries that leak a fixed amount once and offer no way to free it. In
// programs without a leak checker it does nothing.
class PardonLeaks {
 public:
#if defined(MENSHEN_LEAK_CHECKER)
  PardonLeaks() { __lsan_disable(); }
  ~PardonLeaks() { __lsan_enable(); }
#else
  PardonLeaks() = default;
  ~PardonLeaks() {}  // NOLINT(modernize-use-equals-default): not trivial, so never unused
#endif
  PardonLeaks(const PardonLeaks&) = delete;
  PardonLeaks& operator=(const PardonLeaks&) = delete;
  PardonLeaks(PardonLeaks&&) = delete;
  PardonLeaks& operator=(PardonLeaks&&) = delete;
};

}  // namespace menshen::infer_onnx::detail
