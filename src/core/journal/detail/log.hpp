// The segments of a journal as its readers see them; the writer tells what has become durable.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/detail/recovery.hpp"
#include "journal/journal.hpp"

namespace menshen::journal {

class Log final : public Reader {
 public:
  Log(Files& files, std::filesystem::path folder, const Recovered& found);

  [[nodiscard]] std::uint64_t first() const override;
  [[nodiscard]] std::uint64_t end() const override;
  [[nodiscard]] Result<std::vector<std::byte>> read(std::uint64_t record) const override;
  [[nodiscard]] Result<> scan(std::uint64_t from, const See& see) const override;

  // For the writer, in the order in which things became durable.
  void add_segment(std::uint64_t first, std::shared_ptr<const File> file, std::uint64_t bytes);
  void add_batch(BatchPlace batch, std::uint64_t end);

  // The oldest segment that holds only records before `record` and was closed.
  [[nodiscard]] std::optional<std::uint64_t> oldest_before(std::uint64_t record) const;
  void drop_oldest();

 private:
  // A segment, and where its batches begin; changes no more.
  struct Indexed {
    std::shared_ptr<const File> file;
    std::uint64_t bytes = 0;
    std::uint64_t first = 0;
    std::vector<BatchPlace> batches;
  };
  // Where a walk to some record begins, and the first record it must not come to.
  struct Start {
    std::shared_ptr<const File> file;  // none if it must be opened
    std::uint64_t bytes = 0;
    std::uint64_t segment = 0;  // its first record
    BatchPlace batch;
    std::uint64_t end = 0;
  };

  [[nodiscard]] Result<Start> start_of(std::uint64_t record) const;
  [[nodiscard]] Result<Start> opened(Start start) const;
  [[nodiscard]] Result<Start> indexed(Start start, std::uint64_t record) const;
  // What of a segment stands from `from` on.
  [[nodiscard]] Result<> show(const Start& start, std::uint64_t from, const See& see) const;
  [[nodiscard]] std::shared_ptr<const Indexed> recall(std::uint64_t segment) const;
  [[nodiscard]] Error damaged(const Start& start, std::uint64_t record) const;

  static constexpr std::size_t kIndexedMax = 64;  // closed segments whose places are kept

  Files& files_;
  const std::filesystem::path folder_;
  std::atomic<std::uint64_t> first_;
  std::atomic<std::uint64_t> end_;
  mutable std::mutex mutex_;  // of what follows
  std::vector<std::uint64_t> segments_;
  std::shared_ptr<const File> last_;
  std::uint64_t last_bytes_;
  std::vector<BatchPlace> last_batches_;
  mutable std::vector<std::shared_ptr<const Indexed>> recent_;  // last used at the end
};

}  // namespace menshen::journal
