// Things that one at a time may use, of which there are several: lent, and given back.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace menshen {

// Safe to call from several threads at once. It outlives what it lends.
template <typename T>
class Pool {
 public:
  // At least one.
  explicit Pool(std::vector<std::unique_ptr<T>> all) : all_(std::move(all)) {
    MENSHEN_ASSERT(!all_.empty());
    for (const auto& each : all_) free_.push_back(each.get());
  }

  // One of them, for as long as it lives.
  class Lent {
   public:
    Lent(const Lent&) = delete;
    Lent& operator=(const Lent&) = delete;
    Lent(Lent&& other) noexcept
        : from_(std::exchange(other.from_, nullptr)), it_(std::exchange(other.it_, nullptr)) {}
    Lent& operator=(Lent&&) = delete;
    ~Lent() {
      if (from_ != nullptr) from_->give_back(*it_);
    }

    T& operator*() const noexcept { return *it_; }
    T* operator->() const noexcept { return it_; }

   private:
    friend class Pool;
    Lent(Pool& from, T& it) noexcept : from_(&from), it_(&it) {}

    Pool* from_;
    T* it_;
  };

  // Waits until one is free; whoever has one and asks for another may wait for ever.
  [[nodiscard]] Lent borrow() {
    std::unique_lock lock(mutex_);
    is_back_.wait(lock, [this] { return !free_.empty(); });
    return take();
  }

  // None when none came free in time.
  [[nodiscard]] std::optional<Lent> borrow_within(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    if (!is_back_.wait_for(lock, time, [this] { return !free_.empty(); })) return std::nullopt;
    return take();
  }

  // For what any of them does, at any time.
  [[nodiscard]] T& first() const noexcept { return *all_.front(); }

 private:
  // The one that came back last: more of it is in the processor's cache.
  Lent take() {
    T* const it = free_.back();
    free_.pop_back();
    return {*this, *it};
  }

  void give_back(T& it) {
    {
      const std::lock_guard lock(mutex_);
      free_.push_back(&it);
    }
    is_back_.notify_one();
  }

  const std::vector<std::unique_ptr<T>> all_;
  std::mutex mutex_;
  std::condition_variable is_back_;
  std::vector<T*> free_;
};

}  // namespace menshen
