// The one place where a C library's long jump lands.
#pragma once

#include <csetjmp>
#include <iterator>
#include <type_traits>

namespace menshen::image_codec::detail {

// Runs `step`; false when the library jumped to `trap` instead of returning. The jump passes
// over every frame of `step` without running destructors, so `step` may call C functions only
// and own nothing; what it works on belongs to the caller.
template <typename Step>
[[nodiscard]] bool attempt(std::jmp_buf& trap, const Step& step) {
  static_assert(std::is_trivially_destructible_v<Step>);
  // NOLINTNEXTLINE(cert-err52-cpp): libjpeg and libpng know no other way
  if (setjmp(std::data(trap)) != 0) return false;
  step();
  return true;
}

}  // namespace menshen::image_codec::detail
