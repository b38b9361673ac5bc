// A state folder as the server has it: the record, and what is on file beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "ledger/ledger.hpp"
#include "registry/registry.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"
#include "vault/key_provider.hpp"
#include "vault/sealed_templates.hpp"
#include "vault/vault.hpp"
#include "workload.hpp"

namespace menshen::crash {

inline constexpr const char* kPersons[] = {"ana", "bo", "cy"};

// The members stand in the order in which they are opened. Everything is caught up when it is
// open.
struct Stores {
  // Errors: those of each part, with what it is in front.
  [[nodiscard]] static Result<std::unique_ptr<Stores>> open(
      Bench& bench, const std::filesystem::path& folder);

  // Without the record and what is on file. Errors: as `open`.
  [[nodiscard]] static Result<std::unique_ptr<Stores>> open_vault(
      Bench& bench, const std::filesystem::path& folder);

  // Over this record and vault and another registry.
  [[nodiscard]] Result<std::unique_ptr<state::State>> state_over(Bench& bench,
                                                                 registry::Registry& into,
                                                                 state::Forget forget) const;

  std::unique_ptr<vault::KeyProvider> provider;
  std::unique_ptr<vault::Vault> keys;
  std::unique_ptr<state::PersonalSealing> sealing;
  std::unique_ptr<ledger::Ledger> ledger;
  std::unique_ptr<store_sqlite::Database> state_file;
  std::unique_ptr<store_sqlite::Database> vault_file;
  std::unique_ptr<store_sqlite::SqliteRegistry> registry;
  std::unique_ptr<store_sqlite::SqliteSealedStore> sealed;
  std::unique_ptr<vault::SealedTemplates> templates;
  std::unique_ptr<state::State> state;
  std::uint64_t caught_up = 0;  // changes that were recorded and not applied

  // Erases references of the vault.
  [[nodiscard]] state::Forget forget() const;
};

}  // namespace menshen::crash
