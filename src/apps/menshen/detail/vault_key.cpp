#include "menshen/detail/vault_key.hpp"

#include <memory>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "base/wipe.hpp"
#include "machine/guarded_memory.hpp"
#include "menshen/detail/open_vault.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"

namespace menshen::app {

Result<std::unique_ptr<VaultKey>> VaultKey::read(const StateFolder& folder,
                                                 const std::string& passphrase) {
  std::unique_ptr<VaultKey> read(new VaultKey());  // NOLINT: private constructor
  MENSHEN_TRY(auto config, read_vault_config(read->files_, folder));
  if (auto* options = std::get_if<PassphraseOptions>(&config.provider);
      options != nullptr && !passphrase.empty()) {
    options->passphrase_file = passphrase;
  }
  read->crypto_ = crypto_of(config.profile, read->openssl_);
  MENSHEN_TRY(read->memory_, machine::GuardedMemory::make());
  MENSHEN_TRY(read->key_, read_vault_key(read->files_, *read->crypto_, *read->memory_, folder,
                                         config, kBackupUse));
  return read;
}

VaultKey::~VaultKey() { wipe(key_); }

}  // namespace menshen::app
