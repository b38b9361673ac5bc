// How often somebody may guess: after some tries that cost nothing, each makes the next wait
// twice as long.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"

namespace menshen::caller {

// Safe to call from several threads at once.
class Attempts {
 public:
  struct Limits {
    unsigned free = 5;  // a person who mistypes a password is not in a hurry for a sixth
    std::chrono::seconds first_wait{1};
    // Long enough that a password of 12 characters stands for ever, and short enough that
    // nobody is locked out for longer by somebody who guesses at their login.
    std::chrono::seconds longest_wait{300};
    std::chrono::seconds forgotten_after{3600};  // without another try
    std::size_t names_max = 20'000;              // some 200 bytes each; the oldest goes
  };

  explicit Attempts(const Clock& clock) : Attempts(clock, Limits()) {}
  Attempts(const Clock& clock, Limits limits) : clock_(clock), limits_(limits) {}

  // Counts a try for the name before it is made, so that many at once gain nothing; zero when
  // it may be made now, else how long to wait, and it is not counted.
  [[nodiscard]] std::chrono::seconds begin(const std::string& name);

  // It was right: the name begins anew.
  void succeeded(const std::string& name);

  // It was right, but says nothing of other tries under the name: it was not one of them.
  void forgive(const std::string& name);

  [[nodiscard]] std::size_t names() const;

 private:
  using Time = std::chrono::nanoseconds;  // of Clock::monotonic

  struct Tried {
    std::string name;
    unsigned tries = 0;
    Time last{};
    Time next{};  // the earliest
  };
  using Order = std::list<Tried>;  // the oldest first

  [[nodiscard]] std::chrono::seconds wait_after(unsigned tries) const;

  const Clock& clock_;
  const Limits limits_;
  mutable std::mutex mutex_;
  Order order_;
  std::unordered_map<std::string, Order::iterator> by_name_;
};

}  // namespace menshen::caller
