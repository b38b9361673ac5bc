// The KEK of an epoch at work: it wraps the keys of a table, and seals the table's header.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/wipe.hpp"

namespace menshen::vault {

class Wrapping {
 public:
  // Of the KEK of `epoch`, 32 bytes. What it keeps is in `memory`. Errors: corrupt when the KEK
  // has another size; exhausted.
  [[nodiscard]] static Result<Wrapping> make(const Crypto& crypto, std::uint64_t epoch,
                                             std::span<const std::byte> kek,
                                             std::pmr::memory_resource& memory);

  // The same once more. Errors: exhausted.
  [[nodiscard]] Result<Wrapping> again(std::pmr::memory_resource& memory) const;

  [[nodiscard]] std::uint64_t epoch() const noexcept { return epoch_; }

  // HMAC-SHA256 under a key of its own.
  [[nodiscard]] Digest header_seal(std::span<const std::byte> header) const;

  // As Crypto::seal and Crypto::open. What was opened is the caller's to wipe.
  [[nodiscard]] std::vector<std::byte> wrap(std::span<const std::byte> context,
                                            std::span<const std::byte> keys) const;
  [[nodiscard]] Result<std::vector<std::byte>> unwrap(std::span<const std::byte> context,
                                                      std::span<const std::byte> wrapped) const;

 private:
  Wrapping(const Crypto& crypto, std::uint64_t epoch, Secret keys)
      : crypto_(&crypto), epoch_(epoch), keys_(std::move(keys)) {}

  const Crypto* crypto_;
  std::uint64_t epoch_;
  Secret keys_;  // to wrap with, and to seal headers with
};

// A key on the stack for as long as one call needs it.
class BriefKey {
 public:
  explicit BriefKey(std::span<const std::byte> bytes) {
    std::ranges::copy(bytes.first(key_.size()), key_.begin());
  }
  BriefKey(const BriefKey&) = delete;
  BriefKey& operator=(const BriefKey&) = delete;
  BriefKey(BriefKey&&) = delete;
  BriefKey& operator=(BriefKey&&) = delete;
  ~BriefKey() { wipe(key_); }

  [[nodiscard]] const Digest& operator*() const noexcept { return key_; }

 private:
  Digest key_{};
};

}  // namespace menshen::vault
