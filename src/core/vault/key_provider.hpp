// Port: what protects the key-encryption key (KEK) of an epoch, and can be made to forget it.
// testing/key_provider_contract.hpp says in code what every implementation must do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace menshen::vault {

// How far a provider can promise that what it forgot is gone.
enum class Forgetting {
  by_erasing_files,  // whoever copied the key file before can still open it
  by_the_device,     // the device destroyed its key; copies of its key are the device's affair
  by_a_counter,      // the device refuses all earlier protections, copies included
};

struct Assurance {
  Forgetting forgetting{};
  std::string zh;  // a sentence for the certificate
  std::string en;
};

// What a provider answered for one KEK: public, kept in `vault.kek`, of use only with the
// provider.
using Protected = std::vector<std::byte>;

// Safe to call from several threads at once.
class KeyProvider {
 public:
  KeyProvider() = default;
  KeyProvider(const KeyProvider&) = delete;
  KeyProvider& operator=(const KeyProvider&) = delete;
  KeyProvider(KeyProvider&&) = delete;
  KeyProvider& operator=(KeyProvider&&) = delete;
  virtual ~KeyProvider();

  // `passphrase`, `pkcs11`, `tpm2`: stands in `vault.kek`.
  [[nodiscard]] virtual std::string_view name() const noexcept = 0;

  // Protects the KEK of `epoch`, 32 bytes; the one of `epoch - 1` stays recoverable until
  // forget_before. To protect for an epoch again replaces what was protected for it. Errors:
  // unavailable; refused when the device does not let us in.
  [[nodiscard]] virtual Result<Protected> protect(std::uint64_t epoch,
                                                  std::span<const std::byte> kek) = 0;

  // The KEK, in `memory`. May forget what is before `epoch`, as forget_before does, so what
  // stands under this one must be durable. Errors: refused when passphrase or PIN is wrong;
  // corrupt when the bytes are not what `protect` answered for this epoch; not_found when the
  // device has forgotten it or is another one; unavailable; exhausted.
  [[nodiscard]] virtual Result<Secret> recover(std::uint64_t epoch,
                                               std::span<const std::byte> kept,
                                               std::pmr::memory_resource& memory) = 0;

  // From now on nothing that was protected for an epoch before `epoch` can be recovered, as far
  // as the assurance says. `kept` is what `protect` answered for `epoch`. May be asked again
  // at any time, and is at every start. Errors: unavailable; refused; corrupt.
  [[nodiscard]] virtual Result<> forget_before(std::uint64_t epoch,
                                               std::span<const std::byte> kept) = 0;

  [[nodiscard]] virtual Assurance assurance() const = 0;
};

}  // namespace menshen::vault
