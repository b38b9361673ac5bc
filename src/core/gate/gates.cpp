#include "gate/gates.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "gate/gate.hpp"

namespace menshen::gate {

Gates::Gates(std::vector<std::unique_ptr<Gate>> gates, std::size_t waiting_max)
    : gates_(std::move(gates)), waiting_max_(waiting_max) {
  MENSHEN_ASSERT(!gates_.empty());
  for (const auto& each : gates_) free_.push_back(each.get());
}

Gates::Lent::~Lent() {
  if (from_ != nullptr) from_->give_back(*gate_);
}

Result<Gates::Lent> Gates::borrow(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  if (free_.empty()) {
    if (waiting_ >= waiting_max_) {
      return fail(Code::exhausted, "too many requests wait for a face engine; try again later");
    }
    ++waiting_;
    const bool is_free = is_back_.wait_for(lock, time, [this] { return !free_.empty(); });
    --waiting_;
    if (!is_free) {
      return fail(Code::exhausted, "no face engine came free in time; try again later");
    }
  }
  Gate* const gate = free_.back();
  free_.pop_back();
  return Lent(*this, *gate);
}

void Gates::give_back(Gate& gate) {
  {
    const std::lock_guard lock(mutex_);
    free_.push_back(&gate);
  }
  is_back_.notify_one();
}

}  // namespace menshen::gate
