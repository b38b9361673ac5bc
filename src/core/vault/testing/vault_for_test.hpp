// A vault over files in memory, for tests.
#pragma once

#include <memory>
#include <memory_resource>
#include <utility>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/testing/memory_files.hpp"
#include "vault/testing/memory_key_provider.hpp"
#include "vault/vault.hpp"

namespace menshen::vault {

class VaultForTest {
 public:
  static constexpr const char* kFolder = "state";

  explicit VaultForTest(const Crypto& crypto)
      : crypto_(crypto), files_(std::make_unique<MemoryFiles>()) {
    static_cast<void>(files_->make_folder(kFolder));
  }

  // Closes the vault first if it is open.
  [[nodiscard]] Result<> open() {
    vault_ = nullptr;
    MENSHEN_TRY(vault_, Vault::open({.files = *files_,
                                     .crypto = crypto_,
                                     .provider = provider_,
                                     .memory = *std::pmr::new_delete_resource()},
                                    kFolder));
    return {};
  }

  void close() { vault_ = nullptr; }

  // Puts other files in place; the vault is closed.
  void set_files(std::unique_ptr<MemoryFiles> files) {
    vault_ = nullptr;
    files_ = std::move(files);
  }

  [[nodiscard]] Vault& vault() { return *vault_; }
  [[nodiscard]] MemoryFiles& files() { return *files_; }
  [[nodiscard]] MemoryKeyDevice& device() { return *device_; }
  [[nodiscard]] MemoryKeyProvider& provider() { return provider_; }

 private:
  const Crypto& crypto_;
  std::shared_ptr<MemoryKeyDevice> device_ = std::make_shared<MemoryKeyDevice>();
  MemoryKeyProvider provider_{device_};
  std::unique_ptr<MemoryFiles> files_;
  std::unique_ptr<Vault> vault_;
};

}  // namespace menshen::vault
