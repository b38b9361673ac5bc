#include "group_commit_floor.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace menshen::bench {
namespace {

constexpr std::uint64_t kFileBytes = std::uint64_t{64} << 20U;

[[noreturn]] void give_up(const char* what) {
  std::perror(what);
  std::exit(1);
}

int open_full_of_zeros(const std::filesystem::path& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) give_up("open");
  const std::vector<std::byte> zeros(std::size_t{1} << 20U);
  for (std::uint64_t at = 0; at < kFileBytes; at += zeros.size()) {
    if (pwrite(file, zeros.data(), zeros.size(), static_cast<off_t>(at)) < 0) give_up("write");
  }
  if (fsync(file) != 0) give_up("fsync");
  return file;
}

void write_durably(int file, std::span<const std::byte> bytes, std::uint64_t& offset) {
  if (offset + bytes.size() > kFileBytes) offset = 0;
  const auto written = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
  if (written != static_cast<ssize_t>(bytes.size())) give_up("write");
  if (fdatasync(file) != 0) give_up("fdatasync");
  offset += bytes.size();
}

}  // namespace

GroupCommitFloor::GroupCommitFloor(const std::filesystem::path& file)
    : file_(open_full_of_zeros(file)), committer_([this] { run(); }) {}

GroupCommitFloor::~GroupCommitFloor() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
  }
  gathered_.notify_one();
  committer_.join();
  close(file_);
}

void GroupCommitFloor::commit(std::span<const std::byte> bytes) {
  std::shared_ptr<Batch> batch;
  bool is_first = false;
  {
    const std::scoped_lock lock(mutex_);
    batch = gathering_;
    is_first = batch->bytes.empty();
    batch->bytes.insert(batch->bytes.end(), bytes.begin(), bytes.end());
  }
  if (is_first) gathered_.notify_one();
  batch->is_done.wait(0);
}

void GroupCommitFloor::run() {
  while (true) {
    std::shared_ptr<Batch> batch;
    {
      std::unique_lock lock(mutex_);
      gathered_.wait(lock, [this] { return is_ending_ || !gathering_->bytes.empty(); });
      if (gathering_->bytes.empty()) return;
      batch = std::exchange(gathering_, std::make_shared<Batch>());
    }
    write_durably(file_, batch->bytes, offset_);
    batch->is_done.store(1);
    batch->is_done.notify_all();
  }
}

double raw_syncs_per_second(const std::filesystem::path& path, std::size_t bytes,
                            std::size_t count) {
  const int file = open_full_of_zeros(path);
  const std::vector<std::byte> text(bytes, std::byte{7});
  std::uint64_t offset = 0;
  const auto started = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < count; ++i) write_durably(file, text, offset);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  close(file);
  return static_cast<double>(count) / took.count();
}

}  // namespace menshen::bench
