// The least that a group commit can do: those who wait together are written with one write and
// made durable with one fdatasync, into a file that is full of zeros already. No check sums, no
// tree, no signature, no recovery. What the record is measured against.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace menshen::bench {

class GroupCommitFloor {
 public:
  explicit GroupCommitFloor(const std::filesystem::path& file);
  GroupCommitFloor(const GroupCommitFloor&) = delete;
  GroupCommitFloor& operator=(const GroupCommitFloor&) = delete;
  GroupCommitFloor(GroupCommitFloor&&) = delete;
  GroupCommitFloor& operator=(GroupCommitFloor&&) = delete;
  ~GroupCommitFloor();

  // Returns once `bytes` are durable. Safe to call from several threads at once.
  void commit(std::span<const std::byte> bytes);

 private:
  struct Batch {
    std::vector<std::byte> bytes;
    std::atomic<std::uint32_t> is_done{0};
  };

  void run();

  int file_;
  std::uint64_t offset_ = 0;
  std::mutex mutex_;
  std::condition_variable gathered_;
  std::shared_ptr<Batch> gathering_ = std::make_shared<Batch>();
  bool is_ending_ = false;
  std::thread committer_;
};

// How many times a second one thread can write `bytes` and wait for fdatasync, in such a file.
[[nodiscard]] double raw_syncs_per_second(const std::filesystem::path& file, std::size_t bytes,
                                          std::size_t count);

}  // namespace menshen::bench
