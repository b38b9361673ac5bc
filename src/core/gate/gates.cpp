#include "gate/gates.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "gate/gate.hpp"

namespace menshen::gate {

Gates::Gates(std::vector<std::unique_ptr<Gate>> gates, std::size_t waiting_max)
    : gates_(std::move(gates)), waiting_max_(waiting_max) {}

Result<Gates::Lent> Gates::borrow(std::chrono::milliseconds time) {
  if (auto gate = gates_.borrow_within({})) return *std::move(gate);
  if (waiting_.fetch_add(1) >= waiting_max_) {
    waiting_.fetch_sub(1);
    return fail(Code::exhausted, "too many requests wait for a face engine; try again later");
  }
  auto gate = gates_.borrow_within(time);
  waiting_.fetch_sub(1);
  if (!gate) {
    return fail(Code::exhausted, "no face engine came free in time; try again later");
  }
  return *std::move(gate);
}

}  // namespace menshen::gate
