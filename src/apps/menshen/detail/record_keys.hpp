// The keys that sign the record: `record.key`, and in the SM profile `record.sm2.key`, each
// sealed under the vault's key for that use.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "ledger/key_file.hpp"
#include "ledger/note.hpp"
#include "ledger/sm2_note.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"
#include "vault/vault.hpp"

namespace menshen::app {

// What whoever writes the record opens its keys with; `crypto` seals as the profile says.
struct RecordKeys {
  Files& files;
  const Crypto& crypto;
  vault::Vault& vault;
  const StateFolder& folder;
};

// Made with the record, and never for one that has entries. Errors: not_found when such a
// record has none; those of read_or_make_key and of the vault.
[[nodiscard]] Result<std::unique_ptr<const Signer>> open_record_key(const RecordKeys& keys);

// Null in another profile than `sm`; made when it is first asked for: what it signs is extra.
// Errors: those of read_or_make_sm2_key and of the vault.
[[nodiscard]] Result<std::unique_ptr<const Sm2Signer>> open_record_sm2_key(
    const RecordKeys& keys, Profile profile);

// The same keys beside whoever writes the record: nothing is locked, nothing written. The
// vault is asked where a sealed private key is, and for nothing else.
class RecordKeyReader {
 public:
  // All that is lent must outlive it; `crypto` opens what either profile sealed.
  RecordKeyReader(Files& files, const Crypto& crypto, const StateFolder& folder)
      : files_(files), crypto_(crypto), folder_(folder) {}

  // Errors: those of read_verifier_key.
  [[nodiscard]] Result<ledger::VerifierKey> key() const;
  // None when there is no such file. Errors: as `key`.
  [[nodiscard]] Result<std::optional<ledger::Sm2Key>> sm2_key() const;

  // Errors: those of read_key, of vault.yaml and of read_vault_key.
  [[nodiscard]] Result<ledger::KeyPair> pair() const;
  // None when there is no such file. Errors: as `pair`.
  [[nodiscard]] Result<std::optional<ledger::Sm2KeyPair>> sm2_pair() const;

 private:
  [[nodiscard]] ledger::KeyFile file(std::filesystem::path path) const;

  Files& files_;
  const Crypto& crypto_;
  const StateFolder& folder_;
};

}  // namespace menshen::app
