// The gates of a server: as many as may act on faces at once, lent to one request at a time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "gate/gate.hpp"

namespace menshen::gate {

// Safe to call from several threads at once.
class Gates {
 public:
  // At least one gate. `waiting_max`: how many requests may wait for one at a time.
  Gates(std::vector<std::unique_ptr<Gate>> gates, std::size_t waiting_max);

  // A gate for as long as it lives.
  class Lent {
   public:
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    Lent(Lent&& other) noexcept
        : from_(std::exchange(other.from_, nullptr)),
          gate_(std::exchange(other.gate_, nullptr)) {}
    Lent& operator=(Lent&&) = delete;
    ~Lent();

    Gate* operator->() const noexcept { return gate_; }

   private:
    friend class Gates;
    Lent(Gates& from, Gate& gate) noexcept : from_(&from), gate_(&gate) {}

    Gates* from_;
    Gate* gate_;
  };

  // Waits for one. Errors: exhausted when as many wait already as may, or none came back in
  // time.
  [[nodiscard]] Result<Lent> borrow(std::chrono::milliseconds time);

  // For what touches no pixel, which any gate does at any time (see Gate).
  [[nodiscard]] Gate& for_records() noexcept { return *gates_.front(); }

 private:
  void give_back(Gate& gate);

  const std::vector<std::unique_ptr<Gate>> gates_;
  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable is_back_;
  std::vector<Gate*> free_;
  std::size_t waiting_ = 0;
};

}  // namespace menshen::gate
