#include "caller/attempts.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <mutex>
#include <string>

namespace menshen::caller {

std::chrono::seconds Attempts::wait_after(unsigned tries) const {
  if (tries < limits_.free) return std::chrono::seconds(0);
  constexpr unsigned kDoublingsMax = 20;  // far above the longest wait, far below an overflow
  const unsigned doublings = std::min(tries - limits_.free, kDoublingsMax);
  return std::min(limits_.first_wait * (1U << doublings), limits_.longest_wait);
}

std::chrono::seconds Attempts::begin(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  const Time now = clock_.monotonic();
  while (!order_.empty() && now - order_.front().last >= limits_.forgotten_after) {
    by_name_.erase(order_.front().name);
    order_.pop_front();
  }
  auto found = by_name_.find(name);
  if (found == by_name_.end()) {
    if (order_.size() >= limits_.names_max) {
      by_name_.erase(order_.front().name);
      order_.pop_front();
    }
    order_.push_back({.name = name});
    found = by_name_.emplace(name, std::prev(order_.end())).first;
  }
  Tried& tried = *found->second;
  if (now < tried.next) {
    return std::chrono::ceil<std::chrono::seconds>(tried.next - now);
  }
  ++tried.tries;
  tried.last = now;
  tried.next = now + wait_after(tried.tries);
  order_.splice(order_.end(), order_, found->second);
  return std::chrono::seconds(0);
}

void Attempts::succeeded(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return;
  order_.erase(found->second);
  by_name_.erase(found);
}

void Attempts::forgive(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return;
  Tried& tried = *found->second;
  if (tried.tries > 0) --tried.tries;
  tried.next = tried.last + wait_after(tried.tries);
}

std::size_t Attempts::names() const {
  const std::scoped_lock lock(mutex_);
  return order_.size();
}

}  // namespace menshen::caller
