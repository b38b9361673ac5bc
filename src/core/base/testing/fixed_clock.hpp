// A clock that stands still until a test moves it.
#pragma once

#include <chrono>

#include "base/clock.hpp"

namespace menshen {

class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant now) : now_(now) {}

  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] std::chrono::nanoseconds monotonic() const override {
    return now_.time_since_epoch();
  }
  void set(Instant now) { now_ = now; }
  void advance(std::chrono::milliseconds step) { now_ += step; }

 private:
  Instant now_;
};

}  // namespace menshen
