#include "machine/protect_process.hpp"

#include <cerrno>
#include <system_error>

#include <fmt/core.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/error.hpp"

namespace menshen::machine {
namespace {

#ifdef MENSHEN_ADDRESS_SANITIZER
constexpr bool kIsTraced = true;
#else
constexpr bool kIsTraced = false;
#endif

// What is freed becomes this; what is given out, its complement: zero.
constexpr int kFreed = 0xFF;

}  // namespace

Result<> protect_process() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): before any thread is started; it cannot fail
  mallopt(M_PERTURB, kFreed);
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  if (setrlimit(RLIMIT_CORE, &none) == 0 &&
      (kIsTraced || prctl(PR_SET_DUMPABLE, 0) == 0)) {  // NOLINT: its header
    return {};
  }
  return fail(Code::unavailable, fmt::format("the process cannot be kept from being dumped: {}",
                                             std::generic_category().message(errno)));
}

}  // namespace menshen::machine
