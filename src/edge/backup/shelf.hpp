// The folder that backups are kept in: `keys`, the newest table of keys, and a folder for each
// backup, named by when it was made.
#pragma once

#include <filesystem>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen::backup {

class Shelf {
 public:
  explicit Shelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] std::filesystem::path keys() const { return folder_ / "keys"; }

  // The finished backups, the oldest first. Errors: unavailable.
  [[nodiscard]] Result<std::vector<std::filesystem::path>> backups() const;

  // The newest one. Errors: not_found when there is none; unavailable.
  [[nodiscard]] Result<std::filesystem::path> newest() const;

  // A name that is free: `20260301T080000Z-1`.
  [[nodiscard]] std::filesystem::path next(Instant now) const;

  // Removes what was begun and not finished. Nobody may be at it. Errors: unavailable.
  [[nodiscard]] Result<> remove_unfinished() const;

  // Puts the table of keys in `from` in place of the older one: it is the only one that opens
  // anything, and persons erased since are not in it. Errors: not_found; exhausted;
  // unavailable.
  [[nodiscard]] Result<> put_keys(Files& files, const std::filesystem::path& from) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace menshen::backup
