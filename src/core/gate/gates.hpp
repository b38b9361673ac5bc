// The gates of a server: as many as may act on faces at once, lent to one request at a time.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "base/pool.hpp"
#include "gate/gate.hpp"

namespace menshen::gate {

// Safe to call from several threads at once.
class Gates {
 public:
  using Lent = Pool<Gate>::Lent;

  // At least one gate. `waiting_max`: how many requests may wait for one at a time.
  Gates(std::vector<std::unique_ptr<Gate>> gates, std::size_t waiting_max);

  // Waits for one. Errors: exhausted when as many wait already as may, or none came back in
  // time.
  [[nodiscard]] Result<Lent> borrow(std::chrono::milliseconds time);

  // For what touches no pixel, which any gate does at any time (see Gate).
  [[nodiscard]] Gate& for_records() noexcept { return gates_.first(); }

 private:
  Pool<Gate> gates_;
  const std::size_t waiting_max_;
  std::atomic<std::size_t> waiting_ = 0;
};

}  // namespace menshen::gate
