// What is told of an erasure, kept for whoever asks later: it names nobody, and outlives the
// person's data as the certificate does.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen::rights_api {

// More than any: a certificate says at most 64 stores, and 64 sentences.
inline constexpr std::uint64_t kErasurePageBytesMax = std::uint64_t{1} << 20U;

// A file of each, by the id of its decision, which is a UUID. Safe to call from several threads
// at once.
class ErasurePages {
 public:
  // `files` must outlive it. The folder is made when there is something for it.
  ErasurePages(Files& files, std::filesystem::path folder)
      : files_(files), folder_(std::move(folder)) {}

  // Durable when it returns. Errors: exhausted; unavailable.
  [[nodiscard]] Result<> put(std::string_view id, std::string_view page);

  // None of an erasure that was not asked for here. Errors: corrupt; unavailable.
  [[nodiscard]] Result<std::optional<std::string>> find(std::string_view id) const;

 private:
  [[nodiscard]] std::filesystem::path file_of(std::string_view id) const;

  Files& files_;
  const std::filesystem::path folder_;
  std::mutex mutex_;
};

}  // namespace menshen::rights_api
