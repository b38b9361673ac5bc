// Which snapshots somebody still reads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <set>

namespace menshen::gallery {

// Safe to call from several threads at once.
class Generations {
 public:
  // The number of a new one, greater than all before.
  [[nodiscard]] std::uint64_t begin() {
    const std::scoped_lock lock(mutex_);
    alive_.insert(alive_.end(), next_);
    return next_++;
  }

  void end(std::uint64_t generation) {
    {
      const std::scoped_lock lock(mutex_);
      alive_.erase(generation);
    }
    ended_.notify_all();
  }

  // Returns when all that began before `generation` have ended.
  void wait_for_older(std::uint64_t generation) {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [&] { return alive_.empty() || *alive_.begin() >= generation; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::set<std::uint64_t> alive_;
  std::uint64_t next_ = 0;
};

}  // namespace menshen::gallery
