// The key-encryption key, sealed in a TPM 2.0 so that it opens only at one value of a counter
// that never goes back. To forget an epoch, the counter is moved on: then every copy of what
// was sealed before is dead, wherever it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "vault/key_provider.hpp"

namespace menshen::key_tpm2 {

struct Settings {
  std::string tcti = "device:/dev/tpmrm0";  // as for tpm2-tools
  std::uint32_t nv_index = 0x01800020;      // of the counter; every vault needs its own
  bool may_move_on = true;  // false: for whoever reads beside the one who has the vault open
};

// Each protection is a data object under a storage key of the owner hierarchy, which must have
// no password, with the policy that the counter equals one value (TPM 2.0 Library, part 3,
// TPM2_PolicyNV). The counter moves on when the vault forgets, or recovers an epoch that it
// had moved to before it was cut short; so, to recover is to say that one's tables are of that
// epoch. Before `protect` for the epoch after one that an earlier process protected, that one
// must have been recovered, or forgotten before: without its key, what would be wrapped anew?
//
// A TPM takes no step on the condition that the counter is still what it was. Two who move it
// on at once take two steps, and what was sealed for the first is lost for ever. So one alone
// may: whoever holds the lock of the vault.
//
// Connects for every call, so that the TPM may be away in between, and others may use it.
class Tpm2Provider final : public vault::KeyProvider {
 public:
  // Asks the TPM whether it is there. Errors: invalid_input when `nv_index` is none;
  // unavailable.
  [[nodiscard]] static Result<std::unique_ptr<Tpm2Provider>> make(const Crypto& crypto,
                                                                  Settings settings);

  [[nodiscard]] std::string_view name() const noexcept override { return "tpm2"; }
  [[nodiscard]] Result<vault::Protected> protect(std::uint64_t epoch,
                                                 std::span<const std::byte> kek) override;
  // Without `may_move_on`, also unavailable while the counter has not come to the epoch.
  [[nodiscard]] Result<Secret> recover(std::uint64_t epoch, std::span<const std::byte> kept,
                                       std::pmr::memory_resource& memory) override;
  // Also not_found, and the counter stays, when `kept` is of another TPM.
  [[nodiscard]] Result<> forget_before(std::uint64_t epoch,
                                       std::span<const std::byte> kept) override;
  [[nodiscard]] vault::Assurance assurance() const override;

 private:
  struct Last {
    std::uint64_t epoch = 0;
    std::uint64_t required = 0;
  };

  Tpm2Provider(const Crypto& crypto, Settings settings)
      : crypto_(crypto), settings_(std::move(settings)) {}

  const Crypto& crypto_;
  const Settings settings_;
  std::mutex mutex_;          // one connection at a time
  std::optional<Last> last_;  // what this object protected last; under mutex_
};

}  // namespace menshen::key_tpm2
