#include "machine/system_clock.hpp"

#include <chrono>

#include "base/civil_date.hpp"

namespace menshen::machine {

Instant SystemClock::now() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

std::chrono::nanoseconds SystemClock::monotonic() const {
  return std::chrono::steady_clock::now().time_since_epoch();
}

}  // namespace menshen::machine
