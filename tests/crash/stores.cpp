#include "stores.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <memory_resource>
#include <span>
#include <utility>

#include "base/civil_date.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "key_passphrase/passphrase_provider.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "ledger/ledger.hpp"
#include "registry/registry.hpp"
#include "state/catch_up.hpp"
#include "state/personal_sealing.hpp"
#include "state/state.hpp"
#include "store_sqlite/database.hpp"
#include "store_sqlite/sqlite_registry.hpp"
#include "store_sqlite/sqlite_sealed_store.hpp"
#include "vault/sealed_templates.hpp"
#include "vault/vault.hpp"
#include "workload.hpp"

namespace menshen::crash {
namespace {

template <typename Part>
Result<> take(Result<Part> opened, Part& into, const char* what) {
  if (!opened) return tl::unexpected<Error>(in_context(opened.error(), what));
  into = std::move(*opened);
  return {};
}

Result<std::uint64_t> count_changes(const ledger::Archive& archive, std::uint64_t from) {
  std::uint64_t count = 0;
  const auto scanned = archive.scan(
      from, [&](std::uint64_t, std::span<const std::byte> leaf, auto, Instant) -> Result<> {
        MENSHEN_TRY(const auto entry, ledger::parse_entry(leaf));
        count += entry.event == ledger::Event::change ? 1 : 0;
        return {};
      });
  if (!scanned) return tl::unexpected<Error>(scanned.error());
  return count;
}

// A passphrase that costs nothing to try: what is tried here is the files.
Result<> open_keys(Bench& bench, const std::filesystem::path& folder, Stores& all) {
  std::pmr::memory_resource& memory = *std::pmr::new_delete_resource();
  MENSHEN_TRY(Secret passphrase, Secret::make(1, memory));
  MENSHEN_TRY(all.provider,
              key_passphrase::PassphraseProvider::make(
                  {.crypto = bench.crypto, .memory = memory}, std::move(passphrase),
                  {.passes = 1, .memory_bytes = key_passphrase::kMemoryBytesMin}));
  return take(vault::Vault::open({.files = bench.files,
                                  .crypto = bench.crypto,
                                  .provider = *all.provider,
                                  .memory = memory},
                                 folder),
              all.keys, "vault");
}

Result<> open_templates(Bench& bench, const std::filesystem::path& folder, Stores& all) {
  auto opened =
      take(store_sqlite::Database::open(folder / "vault.db", store_sqlite::Kind::vault),
           all.vault_file, "vault.db");
  if (!opened) return opened;
  all.sealed = std::make_unique<store_sqlite::SqliteSealedStore>(*all.vault_file);
  return take(vault::SealedTemplates::open(*all.keys, *all.sealed, bench.crypto,
                                           *std::pmr::new_delete_resource()),
              all.templates, "references");
}

}  // namespace

Result<std::unique_ptr<Stores>> Stores::open(Bench& bench,
                                             const std::filesystem::path& folder) {
  using store_sqlite::Database;
  using store_sqlite::Kind;
  auto all = std::make_unique<Stores>();
  const auto open_state = [&]() -> Result<> {
    all->sealing = std::make_unique<state::PersonalSealing>(*all->keys, bench.crypto);
    all->registry =
        std::make_unique<store_sqlite::SqliteRegistry>(*all->state_file, *all->sealing);
    MENSHEN_TRY(const auto applied, all->registry->applied());
    // What is ahead of the record is for the state to refuse.
    if (applied <= all->ledger->archive().head().size) {
      MENSHEN_TRY(all->caught_up, count_changes(all->ledger->archive(), applied));
    }
    return take(all->state_over(bench, *all->registry, all->forget()), all->state,
                "what is on file");
  };
  const auto opened = bench.files.make_folder(folder)
                          .and_then([&] { return open_keys(bench, folder, *all); })
                          .and_then([&] {
                            return take(ledger::Ledger::open(bench.ports(), folder / "record",
                                                             Bench::options()),
                                        all->ledger, "record");
                          })
                          .and_then([&] {
                            return take(Database::open(folder / "state.db", Kind::state),
                                        all->state_file, "state.db");
                          })
                          .and_then([&] { return open_templates(bench, folder, *all); })
                          .and_then(open_state);
  if (!opened) return tl::unexpected<Error>(opened.error());
  return all;
}

Result<std::unique_ptr<Stores>> Stores::open_vault(Bench& bench,
                                                   const std::filesystem::path& folder) {
  auto all = std::make_unique<Stores>();
  const auto opened = bench.files.make_folder(folder)
                          .and_then([&] { return open_keys(bench, folder, *all); })
                          .and_then([&] { return open_templates(bench, folder, *all); });
  if (!opened) return tl::unexpected<Error>(opened.error());
  return all;
}

Result<std::unique_ptr<state::State>> Stores::state_over(Bench& bench, registry::Registry& into,
                                                         state::Forget forget) const {
  return state::State::open(
      {.ledger = *ledger,
       .crypto = bench.crypto,
       .clock = bench.clock,
       .stores = {.keys = *keys, .registry = into, .forget = std::move(forget)}});
}

state::Forget Stores::forget() const {
  return [&references = *templates](std::span<const Erasure> erasures) {
    return references.erase_all(erasures);
  };
}

}  // namespace menshen::crash
