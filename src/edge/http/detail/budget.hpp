// How many bytes of bodies are in memory, of all connections together.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace menshen::http {

// Safe to use from several threads at once. Outlives what is reserved of it.
class Budget {
 public:
  explicit Budget(std::size_t bytes) : bytes_max_(bytes) {}

  [[nodiscard]] bool has_room_for(std::uint64_t bytes) const noexcept {
    const std::size_t used = used_;
    return used <= bytes_max_ && bytes <= bytes_max_ - used;
  }

 private:
  friend class Reservation;

  std::size_t bytes_max_;
  std::atomic<std::size_t> used_{0};
};

// What one exchange has of it; given back when this dies.
class Reservation {
 public:
  Reservation() = default;
  explicit Reservation(Budget& budget) : budget_(&budget) {}
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;
  Reservation(Reservation&& other) noexcept
      : budget_(std::exchange(other.budget_, nullptr)),
        bytes_(std::exchange(other.bytes_, 0)) {}
  Reservation& operator=(Reservation&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Reservation() {
    if (budget_ != nullptr) budget_->used_ -= bytes_;
  }

  // False when there is no room for so many more; nothing more is reserved then.
  [[nodiscard]] bool grow(std::size_t bytes) noexcept {
    const bool has_room = budget_->used_.fetch_add(bytes) + bytes <= budget_->bytes_max_;
    if (has_room) {
      bytes_ += bytes;
    } else {
      budget_->used_ -= bytes;
    }
    return has_room;
  }

  // As many as are needed now, whether there is room or not: they are in memory already, and
  // others have to wait for them.
  void set(std::size_t bytes) noexcept {
    budget_->used_ += bytes;
    budget_->used_ -= std::exchange(bytes_, bytes);
  }

 private:
  Budget* budget_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace menshen::http
