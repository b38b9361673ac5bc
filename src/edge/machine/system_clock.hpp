// The machine's own clock, for the core's port.
#pragma once

#include <chrono>

#include "base/clock.hpp"

namespace menshen::machine {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override;
};

}  // namespace menshen::machine
