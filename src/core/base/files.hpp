// Port: the few file operations that durable records are made of, so that each of them can be
// made to fail. base/testing/files_contract.hpp says in code what every implementation must do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace menshen {

// An open file. Reading is safe from several threads at once, also while one other writes
// elsewhere in the file.
class File {
 public:
  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  File(File&&) = delete;
  File& operator=(File&&) = delete;
  virtual ~File();

  // Reads from `offset` until `out` is full or the file ends; how many bytes came. Errors:
  // unavailable.
  [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset,
                                                    std::span<std::byte> out) const = 0;

  // Writes all of `bytes`, growing the file where needed. Durable only after `sync`. Errors:
  // exhausted when the disk is full; unavailable otherwise; then any part may be written.
  [[nodiscard]] virtual Result<> write_at(std::uint64_t offset,
                                          std::span<const std::byte> bytes) = 0;

  // Returns once everything written, and the size, would survive a loss of power
  // (fdatasync). After an error nothing is known of what was written since the last success,
  // and asking again would not tell. Errors: unavailable; exhausted.
  [[nodiscard]] virtual Result<> sync() = 0;

  // Errors: unavailable.
  [[nodiscard]] virtual Result<std::uint64_t> size() const = 0;

  // The whole file in memory, for a file that changes no more; valid as long as this object.
  // Errors: unavailable.
  [[nodiscard]] virtual Result<std::span<const std::byte>> view() const = 0;
};

// Safe to call from several threads at once. Paths are absolute, or relative to the working
// folder. Errors name the file and not its content.
class Files {
 public:
  enum class Mode {
    read,       // must exist
    write,      // must exist; for reading and writing
    create,     // must not exist; for reading and writing, readable by its owner only
    exclusive,  // made when it is not there; held by one process until closed
  };

  Files() = default;
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  Files(Files&&) = delete;
  Files& operator=(Files&&) = delete;
  virtual ~Files();

  // Errors: not_found; conflict when `create` finds one, or `exclusive` finds it held;
  // exhausted when the disk is full; unavailable.
  [[nodiscard]] virtual Result<std::unique_ptr<File>> open(const std::filesystem::path& file,
                                                           Mode mode) = 0;

  // Replaces `to` if it is there, at once and whole. Durable after sync_folder. Errors:
  // not_found; exhausted; unavailable.
  [[nodiscard]] virtual Result<> rename(const std::filesystem::path& from,
                                        const std::filesystem::path& to) = 0;

  // To remove what is not there is no error. Errors: unavailable.
  [[nodiscard]] virtual Result<> remove(const std::filesystem::path& file) = 0;

  // Makes the folder and those above it; no error when it is there. Only its owner may enter
  // it. Durable when it returns. Errors: exhausted; unavailable.
  [[nodiscard]] virtual Result<> make_folder(const std::filesystem::path& folder) = 0;

  // Names of the files in it, sorted; none when it is not there. Errors: unavailable.
  [[nodiscard]] virtual Result<std::vector<std::string>> list(
      const std::filesystem::path& folder) const = 0;

  // Returns once names made, changed and removed in it would survive a loss of power. Errors:
  // unavailable.
  [[nodiscard]] virtual Result<> sync_folder(const std::filesystem::path& folder) = 0;
};

}  // namespace menshen
