// From one KEK to the next, so that whatever is cut short, and wherever, one of them opens the
// table that is there.
//
//   1. the provider protects KEK N+1
//   2. vault.kek = {N, N+1}
//   3. vault.keys.new is written whole, and renamed to vault.keys: from here on N+1 counts
//   4. the provider forgets what is before N+1
//   5. vault.kek = {N+1}
//
// The epoch of vault.keys says which KEK counts. Opening the vault does 4 and 5 again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "vault/detail/kek_file.hpp"
#include "vault/detail/wrapping.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {

class Epochs {
 public:
  Epochs(Ports ports, std::filesystem::path folder)
      : ports_(ports), folder_(std::move(folder)) {}

  // Reads vault.kek; false when it is not there. Errors: conflict when it is of another
  // provider; corrupt; unavailable.
  [[nodiscard]] Result<bool> load();

  // A KEK for `epoch`, protected, to stand in vault.kek beside the one before it when that is
  // written. Errors: those of the provider; exhausted.
  [[nodiscard]] Result<Wrapping> add(std::uint64_t epoch);

  // Writes vault.kek. Errors: exhausted; unavailable.
  [[nodiscard]] Result<> write();

  // The KEK of the epoch. Errors: corrupt when vault.kek has none; those of the provider.
  [[nodiscard]] Result<Wrapping> recover(std::uint64_t epoch);

  // Steps 4 and 5. Errors: those of the provider; exhausted; unavailable.
  [[nodiscard]] Result<> settle_on(std::uint64_t epoch);

 private:
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "vault.kek"; }
  [[nodiscard]] const ProtectedKek* find(std::uint64_t epoch) const;

  Ports ports_;
  std::filesystem::path folder_;
  KekFile file_;
};

}  // namespace menshen::vault
