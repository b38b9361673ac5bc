#include "menshen/run_backup.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "backup/create.hpp"
#include "backup/format.hpp"
#include "backup/opened_backup.hpp"
#include "backup/shelf.hpp"
#include "base/base64.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/whole_file.hpp"
#include "ledger/archive.hpp"
#include "ledger/tree.hpp"
#include "machine/posix_files.hpp"
#include "machine/system_clock.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/progress_bar.hpp"
#include "menshen/detail/vault_key.hpp"
#include "menshen/state_folder.hpp"
#include "menshen/vault_config.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "record_desk/audit.hpp"
#include "store_sqlite/copy_database.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kKekBytesMax = 65'536;
constexpr const char* kConfigName = "vault.yaml";

tl::unexpected<Error> failed(const Result<>& result) {
  return tl::unexpected<Error>(result.error());
}

backup::Progress in_bytes() {
  return [bar = progress_bar()](std::uint64_t done, std::uint64_t of) {
    constexpr std::uint64_t kKibi = 1024;
    bar(done / kKibi, of / kKibi);
  };
}

// A copy of the database that is gone with the object; it stands where the database does, and
// is as private.
class DatabaseCopy {
 public:
  [[nodiscard]] static Result<std::unique_ptr<DatabaseCopy>> make(const fs::path& database) {
    const fs::path path = database.string() + ".copy";
    std::error_code failure;
    fs::remove(path, failure);  // of one that was cut short
    if (auto copied = store_sqlite::copy_database(database, path); !copied) {
      return failed(copied);
    }
    return std::unique_ptr<DatabaseCopy>(new DatabaseCopy(path));  // NOLINT: private
  }

  DatabaseCopy(const DatabaseCopy&) = delete;
  DatabaseCopy& operator=(const DatabaseCopy&) = delete;
  DatabaseCopy(DatabaseCopy&&) = delete;
  DatabaseCopy& operator=(DatabaseCopy&&) = delete;
  ~DatabaseCopy() {
    std::error_code failure;
    fs::remove(path_, failure);
  }

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  explicit DatabaseCopy(fs::path path) : path_(std::move(path)) {}

  fs::path path_;
};

// What protects the keys goes only to where the operator says, which is not here.
Result<> copy_keys(Files& files, const StateFolder& state, const BackupOptions& options) {
  if (auto done = backup::Shelf(options.folder).put_keys(files, state.vault_keys()); !done) {
    return done;
  }
  MENSHEN_TRY(const auto config,
              read_if_there(files, state.vault_config(), kVaultConfigBytesMax));
  if (config) {
    const auto done = replace_whole(files, fs::path(options.folder) / kConfigName, *config);
    if (!done) return done;
  }
  if (options.kek.empty()) return {};
  const fs::path copy = fs::absolute(options.kek);
  if (auto done = files.make_folder(copy.parent_path()); !done) return done;
  MENSHEN_TRY(const auto kek, read_whole(files, state.vault_kek(), kKekBytesMax));
  return replace_whole(files, copy, kek);
}

// The beginning of a table of keys, which is another after each erasure.
Result<std::string> epoch_of(Files& files, const fs::path& keys) {
  constexpr std::size_t kHeadBytes = 96;
  MENSHEN_TRY(const auto file, files.open(keys, Files::Mode::read));
  std::string head(kHeadBytes, '\0');
  MENSHEN_TRY(const auto came, file->read_at(0, std::as_writable_bytes(std::span(head))));
  head.resize(came);
  return head;
}

// Again when a person is erased meanwhile: table and KEK must be of one epoch.
Result<> put_keys(Files& files, const StateFolder& state, const BackupOptions& options) {
  constexpr int kTriesMax = 50;  // a small table is changed about as fast as it is copied
  for (int tries = 0; tries < kTriesMax; ++tries) {
    if (auto done = copy_keys(files, state, options); !done) return done;
    MENSHEN_TRY(const auto now, epoch_of(files, state.vault_keys()));
    MENSHEN_TRY(const auto put, epoch_of(files, backup::Shelf(options.folder).keys()));
    if (now == put) return {};
  }
  return fail(Code::unavailable, "the keys changed each time they were copied; try again");
}

// The folder that backups are kept in, and which of them is meant.
struct Chosen {
  backup::Shelf shelf;
  fs::path shelf_folder;
  fs::path backup;
};

Result<Chosen> choose(const fs::path& named) {
  std::error_code failure;
  if (fs::exists(named / backup::kManifestName, failure)) {
    const fs::path above = fs::absolute(named).lexically_normal().parent_path();
    return Chosen{.shelf = backup::Shelf(above), .shelf_folder = above, .backup = named};
  }
  const backup::Shelf shelf(named);
  MENSHEN_TRY(auto newest, shelf.newest());
  return Chosen{.shelf = shelf, .shelf_folder = named, .backup = std::move(newest)};
}

// What opens the vault, in a folder of its own.
Result<> put_vault(Files& files, const Chosen& chosen, const BackupOptions& options,
                   const StateFolder& to) {
  if (auto made = files.make_folder(to.folder); !made) return made;
  constexpr std::uint64_t kKeysBytesMax = std::uint64_t{4} << 30U;
  MENSHEN_TRY(const auto keys, read_whole(files, chosen.shelf.keys(), kKeysBytesMax));
  MENSHEN_TRY(const auto kek, read_whole(files, options.kek, kKekBytesMax));
  MENSHEN_TRY(const auto config,
              read_if_there(files, chosen.shelf_folder / kConfigName, kVaultConfigBytesMax));
  if (auto done = replace_whole(files, to.vault_keys(), keys); !done) return done;
  if (auto done = replace_whole(files, to.vault_kek(), kek); !done) return done;
  if (!config) return {};
  return replace_whole(files, to.vault_config(), *config);
}

void print_head(const Words& words, const fs::path& path, const ledger::TreeHead& head,
                Language language) {
  fmt::print(fmt::runtime(words.in(language)), path.string(), head.size, to_base64(head.root));
}

}  // namespace

Result<Exit> create_backup(const BackupOptions& options) {
  const StateFolder state{options.state};
  const machine::SystemClock clock;
  MENSHEN_TRY(const auto vault, VaultKey::read(state, options.passphrase));
  Files& files = vault->files();
  const backup::Shelf shelf(options.folder);
  if (auto done = shelf.remove_unfinished(); !done) return failed(done);
  MENSHEN_TRY(const auto copy, DatabaseCopy::make(state.vault_file()));
  MENSHEN_TRY(const auto archive, ledger::open_archive(files, vault->crypto(), state.record()));
  const auto head = archive->head();
  MENSHEN_TRY(auto sources, backup::record_sources(files, state.record()));
  MENSHEN_TRY(auto database, backup::whole(files, "vault.db", copy->path()));
  MENSHEN_TRY(auto key, backup::whole(files, "record.key", state.record_key()));
  sources.push_back(std::move(database));
  sources.push_back(std::move(key));
  const fs::path folder = shelf.next(clock.now());
  const auto made = backup::create(
      files, vault->crypto(), vault->key(),
      {.at = clock.now(), .entries = head.size, .root = head.root}, sources, folder,
      [&] { return put_keys(files, state, options); }, in_bytes());
  if (!made) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return failed(made);
  }
  const Words done{.zh = "备份完成：{}，{} 条记录，根 {}\n",
                   .en = "backed up to {}: {} entries, root {}\n"};
  print_head(done, folder, head, options.common.language);
  return Exit::ok;
}

Result<Exit> back_up_keys(const BackupOptions& options) {
  machine::PosixFiles files;
  if (auto done = put_keys(files, StateFolder{options.state}, options); !done) {
    return failed(done);
  }
  return Exit::ok;
}

Result<Exit> verify_backup(const BackupOptions& options) {
  MENSHEN_TRY(const auto chosen, choose(options.folder));
  MENSHEN_TRY(const auto temporary, TemporaryFolder::make());
  StateFolder state{options.state};
  if (options.state.empty()) {
    machine::PosixFiles files;
    state.folder = temporary.path() / "vault";
    if (auto done = put_vault(files, chosen, options, state); !done) return failed(done);
  }
  MENSHEN_TRY(const auto vault, VaultKey::read(state, options.passphrase));
  MENSHEN_TRY(const auto opened, backup::OpenedBackup::open(vault->files(), vault->crypto(),
                                                            vault->key(), chosen.backup));
  MENSHEN_TRY(const auto head, opened->verify(in_bytes()));
  const Words whole{.zh = "{} 完整，未被改动：{} 条记录，根 {}\n",
                    .en = "{} is whole and unchanged: {} entries, root {}\n"};
  print_head(whole, chosen.backup, head, options.common.language);
  return Exit::ok;
}

namespace {

// Where vault.yaml names no other place, the passphrase stands in the folder.
Result<> put_passphrase(Files& files, const BackupOptions& options, const StateFolder& to) {
  if (options.passphrase.empty()) return {};
  MENSHEN_TRY(const auto config, read_vault_config(files, to));
  const auto* wanted = std::get_if<PassphraseOptions>(&config.provider);
  if (wanted == nullptr || wanted->passphrase_file != to.vault_passphrase()) return {};
  MENSHEN_TRY(const auto words, read_whole(files, options.passphrase, kKekBytesMax));
  return replace_whole(files, to.vault_passphrase(), words);
}

// Everything in a folder beside the one that is wanted, which gets its name when all is done.
Result<record_desk::Audit> restore_into(const fs::path& folder, const BackupOptions& options) {
  MENSHEN_TRY(const auto chosen, choose(options.folder));
  const StateFolder state{folder};
  {
    machine::PosixFiles files;
    if (auto done = put_vault(files, chosen, options, state); !done) return failed(done);
    if (auto done = put_passphrase(files, options, state); !done) return failed(done);
    MENSHEN_TRY(const auto vault, VaultKey::read(state, options.passphrase));
    MENSHEN_TRY(const auto opened, backup::OpenedBackup::open(vault->files(), vault->crypto(),
                                                              vault->key(), chosen.backup));
    if (auto done = opened->restore(folder, in_bytes()); !done) return failed(done);
  }
  if (const auto rebuilt = rebuild_state(folder); !rebuilt) {
    return tl::unexpected<Error>(in_context(rebuilt.error(), "what is on file"));
  }
  MENSHEN_TRY(const auto parts, open_state(folder));
  return record_desk::audit_record(parts->ledger->archive(), std::nullopt, *parts->crypto);
}

}  // namespace

Result<Exit> restore_backup(const BackupOptions& options) {
  const fs::path wanted = fs::absolute(options.state).lexically_normal();
  std::error_code failure;
  if (fs::exists(wanted, failure)) {
    return fail(Code::conflict,
                fmt::format("`{}` is there already; name a new folder", wanted.string()));
  }
  const fs::path fresh = wanted.string() + ".restoring";
  fs::remove_all(fresh, failure);  // of a restoration that was cut short
  const auto audit = restore_into(fresh, options);
  if (!audit || !audit->faults.empty()) fs::remove_all(fresh, failure);
  if (!audit) return tl::unexpected<Error>(audit.error());
  fmt::print("{}", options.common.json
                       ? record_desk::audit_as_json(*audit)
                       : record_desk::audit_as_text(*audit, options.common.language));
  if (!audit->faults.empty()) return Exit::failure;
  fs::rename(fresh, wanted, failure);
  if (!failure) return Exit::ok;
  return fail(Code::unavailable,
              fmt::format("all is restored in `{}`, and cannot be named "
                          "`{}`: {}",
                          fresh.string(), wanted.string(), failure.message()));
}

}  // namespace menshen::app
