// The key-encryption key, sealed under what argon2id makes of a passphrase. Nothing forgets it
// but an erased file: who kept a copy and knows the passphrase has the key.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/secret.hpp"
#include "vault/key_provider.hpp"

namespace menshen::key_passphrase {

// What a guess costs: argon2id, version 1.3, one lane (RFC 9106).
struct Cost {
  std::uint64_t passes = 3;
  std::uint64_t memory_bytes = std::uint64_t{64} << 20U;

  bool operator==(const Cost&) const = default;
};

inline constexpr std::uint64_t kPassesMax = 64;
inline constexpr std::uint64_t kMemoryBytesMin = 8192;
inline constexpr std::uint64_t kMemoryBytesMax = std::uint64_t{1} << 30U;

struct Ports {
  const Crypto& crypto;
  std::pmr::memory_resource& memory;  // for the passphrase and what is made of it
};

// The derived key stays in memory, so that only the first call takes its cost.
class PassphraseProvider final : public vault::KeyProvider {
 public:
  // `cost` is of what will be protected; what was protected before says its own. Errors:
  // invalid_input when a cost is out of its bounds or the passphrase is empty; unavailable.
  [[nodiscard]] static Result<std::unique_ptr<PassphraseProvider>> make(Ports ports,
                                                                        Secret passphrase,
                                                                        Cost cost = {});

  [[nodiscard]] std::string_view name() const noexcept override { return "passphrase"; }
  [[nodiscard]] Result<vault::Protected> protect(std::uint64_t epoch,
                                                 std::span<const std::byte> kek) override;
  [[nodiscard]] Result<Secret> recover(std::uint64_t epoch, std::span<const std::byte> kept,
                                       std::pmr::memory_resource& memory) override;
  [[nodiscard]] Result<> forget_before(std::uint64_t epoch,
                                       std::span<const std::byte> kept) override;
  [[nodiscard]] vault::Assurance assurance() const override;

 private:
  static constexpr std::size_t kSaltBytes = 16;
  using Salt = std::array<std::byte, kSaltBytes>;

  struct Derived {
    Salt salt{};
    Cost cost;
    Secret key;
  };

  PassphraseProvider(Ports ports, Secret passphrase, Cost cost)
      : ports_(ports), passphrase_(std::move(passphrase)), cost_(cost) {}

  [[nodiscard]] Result<Derived> derive(const Salt& salt, Cost cost) const;

  const Ports ports_;
  const Secret passphrase_;
  const Cost cost_;
  std::mutex mutex_;
  std::optional<Derived> derived_;  // under mutex_
};

// Makes a file of 32 random bytes in hexadecimal, which its owner alone can read. Durable when
// it returns. Errors: conflict when it is there; not_found without its folder; exhausted;
// unavailable.
[[nodiscard]] Result<> make_passphrase_file(Files& files, const Crypto& crypto,
                                            const std::filesystem::path& file);

// The provider with the passphrase in the first line of a file. Errors: those of
// read_secret_line and PassphraseProvider::make.
[[nodiscard]] Result<std::unique_ptr<vault::KeyProvider>> open_passphrase_provider(
    Ports ports, Files& files, const std::filesystem::path& file, Cost cost = {});

}  // namespace menshen::key_passphrase
