// The log that other tests use. It passes the same contract as the durable ones, and can be
// told to fail as a full disk does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "ledger/log_store.hpp"

namespace menshen::ledger {

class MemoryLogStore final : public LogStore {
 public:
  Result<std::uint64_t> append(std::span<const std::byte> entry) override {
    const std::scoped_lock lock(mutex_);
    if (entries_.size() >= fail_after_) return fail(Code::unavailable, "the disk is full");
    entries_.emplace_back(entry.begin(), entry.end());
    return entries_.size() - 1;
  }

  Result<std::vector<std::byte>> read(std::uint64_t sequence) const override {
    const std::scoped_lock lock(mutex_);
    if (sequence >= entries_.size()) return fail(Code::not_found, "no such entry");
    return entries_[sequence];
  }

  Result<std::uint64_t> size() const override {
    const std::scoped_lock lock(mutex_);
    return entries_.size();
  }

  // Every append beyond `count` entries fails.
  void fail_after(std::size_t count) { fail_after_ = count; }

 private:
  mutable std::mutex mutex_;
  std::vector<std::vector<std::byte>> entries_;
  std::size_t fail_after_ = SIZE_MAX;
};

}  // namespace menshen::ledger
