// The segment that will be used next, made before it is needed: `next` in the journal's
// folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>

#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/detail/format.hpp"

namespace menshen::journal {

// Safe to call from two threads at once.
class Spare {
 public:
  Spare(Files& files, std::filesystem::path folder);

  // Sees to it that a file of at least so many durable zeros is there. Errors: exhausted;
  // unavailable; nothing is left over then.
  [[nodiscard]] Result<> prepare(std::uint64_t bytes);

  // Prepares if need be, and makes it the segment of that header, whose `bytes` are raised to
  // the file's. Errors: exhausted: there is no such segment; unavailable: there may be one.
  [[nodiscard]] Result<std::unique_ptr<File>> take(SegmentHeader& header);

 private:
  [[nodiscard]] Result<> fill(std::uint64_t bytes);
  [[nodiscard]] Result<> put_in_use(const SegmentHeader& header);
  void drop();

  Files& files_;
  const std::filesystem::path folder_;
  const std::filesystem::path path_;
  std::mutex mutex_;
  std::unique_ptr<File> file_;
  std::uint64_t bytes_ = 0;  // of durable zeros in it
};

}  // namespace menshen::journal
