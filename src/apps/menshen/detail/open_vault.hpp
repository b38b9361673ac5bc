// The vault of a state folder, with the provider and the algorithms that `vault.yaml` names.
#pragma once

#include <memory>
#include <memory_resource>
#include <string_view>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"
#include "vault/key_provider.hpp"
#include "vault/vault.hpp"

namespace menshen::app {

// What seals with the cipher of the profile; `others` does everything else, and must outlive
// it.
[[nodiscard]] std::unique_ptr<const Crypto> crypto_of(Profile profile, const Crypto& others);

struct OpenedVault {
  std::unique_ptr<vault::KeyProvider> provider;
  std::unique_ptr<vault::Vault> vault;
};

// All that is lent must outlive it. A folder without vault and record gets a vault, and the
// passphrase file of its own where no other provider is named. Errors: those of the provider
// and of Vault::open; not_found when there is a record and no vault.
[[nodiscard]] Result<OpenedVault> open_vault(Files& files, const Crypto& crypto,
                                             std::pmr::memory_resource& memory,
                                             const StateFolder& folder,
                                             const VaultConfig& config);

// The uses of the vault's own keys. What open_vault opened has one for backups, so that it can
// be read beside a server; those for the record, for access and for entrances are made with
// what they seal.
inline constexpr std::string_view kBackupUse = "backup";
inline constexpr std::string_view kRecordUse = "record";
inline constexpr std::string_view kAccessUse = "access";
inline constexpr std::string_view kWebhooksUse = "webhooks";
inline constexpr std::string_view kEntranceUse = "entrance";
inline constexpr std::string_view kAnswersUse = "answers";

// The key for `use`, of the vault in `folder`, without a lock and without writing. To be wiped
// by whoever asked. Errors: those of the provider and of vault::read_key_for.
[[nodiscard]] Result<Digest> read_vault_key(Files& files, const Crypto& crypto,
                                            std::pmr::memory_resource& memory,
                                            const StateFolder& folder,
                                            const VaultConfig& config, std::string_view use);

}  // namespace menshen::app
