// The machine's own files, for the core's port.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen::machine {

// POSIX. Also out of file descriptors, or beyond a limit on a file's size, is exhausted.
class PosixFiles final : public Files {
 public:
  [[nodiscard]] Result<std::unique_ptr<File>> open(const std::filesystem::path& file,
                                                   Mode mode) override;
  [[nodiscard]] Result<> rename(const std::filesystem::path& from,
                                const std::filesystem::path& to) override;
  [[nodiscard]] Result<> remove(const std::filesystem::path& file) override;
  [[nodiscard]] Result<> make_folder(const std::filesystem::path& folder) override;
  [[nodiscard]] Result<std::vector<std::string>> list(
      const std::filesystem::path& folder) const override;
  [[nodiscard]] Result<> sync_folder(const std::filesystem::path& folder) override;
};

}  // namespace menshen::machine
