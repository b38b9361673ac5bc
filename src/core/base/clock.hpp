// Port: what time it is. The core never asks the machine.
#pragma once

#include <chrono>

#include "base/civil_date.hpp"

namespace menshen {

// Safe to call from several threads at once.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  Clock(Clock&&) = delete;
  Clock& operator=(Clock&&) = delete;
  virtual ~Clock();

  // UTC, milliseconds; may step backwards when the machine's clock is set.
  [[nodiscard]] virtual Instant now() const = 0;

  // Time since some fixed point, for measuring how long a thing took; never steps back.
  [[nodiscard]] virtual std::chrono::nanoseconds monotonic() const = 0;
};

}  // namespace menshen
