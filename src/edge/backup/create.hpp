// Makes a backup of a state folder, also while a server works in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen::backup {

// Bytes that are done, of so many.
using Progress = std::function<void(std::uint64_t, std::uint64_t)>;

// A file to keep.
struct Source {
  std::string name;  // as in the state folder
  std::filesystem::path file;
  std::uint64_t bytes = 0;          // to keep; what is behind them counts as zeros
  std::uint64_t size = 0;           // of the file
  std::optional<std::string> text;  // `bytes` of a small file that may soon be another
};

// The whole of a file that changes no more. Errors: not_found; unavailable.
[[nodiscard]] Result<Source> whole(Files& files, std::string name,
                                   const std::filesystem::path& file);

// The record in `folder`, up to what is durable now. Errors: those of journal::extents;
// unavailable.
[[nodiscard]] Result<std::vector<Source>> record_sources(Files& files,
                                                         const std::filesystem::path& folder);

struct Made {
  Instant at;
  std::uint64_t entries = 0;  // of the record, when the backup was begun
  Digest root{};
};

// Seals the sources into `folder`, which has no manifest yet. Until this returns the folder
// has none, and is no backup. Errors: exhausted when the disk is full; unavailable;
// those of reading, and of `before_manifest`.
//   operator_key     the same for all backups; 32 random bytes
//   before_manifest  called when all else is sealed: puts the newest keys in place, so that
//                    none is missing that the sources were sealed under
[[nodiscard]] Result<> create(Files& files, const Crypto& crypto, const Digest& operator_key,
                              const Made& made, const std::vector<Source>& sources,
                              const std::filesystem::path& folder,
                              const std::function<Result<>()>& before_manifest,
                              const Progress& progress);

}  // namespace menshen::backup
