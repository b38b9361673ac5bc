// One small file, sealed under a key and replaced whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace menshen {

// Not for two threads at once.
class SealedFile {
 public:
  // What it is; `context` is bound to its bytes, so that no other sealed file passes for it.
  struct Kind {
    std::string context;  // with its version
    std::uint64_t bytes_max = 0;
    std::string remedy;  // what to do when it cannot be read
  };

  // `files` and `crypto` outlive it. `key` is for this use alone.
  SealedFile(Files& files, const Crypto& crypto, std::filesystem::path file, Kind kind,
             const Digest& key)
      : files_(files),
        crypto_(crypto),
        file_(std::move(file)),
        kind_(std::move(kind)),
        key_(key) {}
  SealedFile(const SealedFile&) = delete;
  SealedFile& operator=(const SealedFile&) = delete;
  SealedFile(SealedFile&&) = delete;
  SealedFile& operator=(SealedFile&&) = delete;
  ~SealedFile();

  // Gives the text to `parse`, and wipes it; without a file there is nothing to do. Errors:
  // corrupt, with the remedy, when it was changed, is too large, or sealed under another key,
  // or `parse` does not take it; unavailable.
  [[nodiscard]] Result<> read(
      const std::function<Result<>(std::span<const std::byte>)>& parse) const;

  // Durable when it returns. Wipes `text`. Errors: those of replace_whole.
  [[nodiscard]] Result<> write(std::vector<std::byte> text);

 private:
  Files& files_;
  const Crypto& crypto_;
  const std::filesystem::path file_;
  const Kind kind_;
  Digest key_;
};

}  // namespace menshen
