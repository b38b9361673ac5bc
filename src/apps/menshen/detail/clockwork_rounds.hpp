// Has the clockwork tick while the server runs.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "duty/clockwork.hpp"

namespace menshen::app {

class ClockworkRounds {
 public:
  struct Options {
    std::chrono::milliseconds every = std::chrono::hours{1};
    // Called with a line when something was done, or could not be, from the thread of the
    // rounds. Names nobody.
    std::function<void(const std::string&)> report;
  };

  // Ticks at once, and then after every while, on a thread of its own. `clockwork` outlives it.
  ClockworkRounds(duty::Clockwork& clockwork, Options options);
  ClockworkRounds(const ClockworkRounds&) = delete;
  ClockworkRounds& operator=(const ClockworkRounds&) = delete;
  ClockworkRounds(ClockworkRounds&&) = delete;
  ClockworkRounds& operator=(ClockworkRounds&&) = delete;
  ~ClockworkRounds() = default;  // waits for a tick under way

 private:
  void loop(const std::stop_token& stop);
  void tick();

  duty::Clockwork& clockwork_;
  Options options_;
  std::string trouble_;  // reported last; empty: none
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace menshen::app
