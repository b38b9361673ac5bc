// The key that backups of a state folder are sealed under, and what it takes to read it.
#pragma once

#include <filesystem>
#include <memory>
#include <memory_resource>
#include <string>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "machine/posix_files.hpp"
#include "menshen/state_folder.hpp"

namespace menshen::app {

// Files, algorithms, and the key; wiped with it.
class VaultKey {
 public:
  // Of the folder with `vault.keys`, `vault.kek` and maybe `vault.yaml`, beside a server.
  //   passphrase  file, in place of the one that `vault.yaml` names; may be empty
  // Errors: those of read_vault_config and read_vault_key.
  [[nodiscard]] static Result<std::unique_ptr<VaultKey>> read(const StateFolder& folder,
                                                              const std::string& passphrase);

  VaultKey(const VaultKey&) = delete;
  VaultKey& operator=(const VaultKey&) = delete;
  VaultKey(VaultKey&&) = delete;
  VaultKey& operator=(VaultKey&&) = delete;
  ~VaultKey();

  [[nodiscard]] Files& files() noexcept { return files_; }
  [[nodiscard]] const Crypto& crypto() const noexcept { return *crypto_; }
  [[nodiscard]] const Digest& key() const noexcept { return key_; }

 private:
  VaultKey() = default;

  machine::PosixFiles files_;
  crypto_openssl::OpensslCrypto openssl_;
  std::unique_ptr<const Crypto> crypto_;
  std::unique_ptr<std::pmr::memory_resource> memory_;
  Digest key_{};
};

}  // namespace menshen::app
