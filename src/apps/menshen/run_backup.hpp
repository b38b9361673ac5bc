// The verbs of `menshen backup`, each from its options to an exit code. Making and verifying
// run beside a server.
#pragma once

#include <string>

#include "base/error.hpp"
#include "menshen/commands.hpp"

namespace menshen::app {

struct BackupOptions {
  CommonOptions common;
  std::string state;       // folder; of `restore`, one that is not there yet
  std::string folder;      // that backups are kept in, or one backup in it
  std::string kek;         // file: of `create` and `keys`, where the newest is copied to
  std::string passphrase;  // file of the passphrase, where it is not where vault.yaml says
};

using BackupVerb = Result<Exit> (*)(const BackupOptions&);

// Makes a backup, and puts the newest keys beside all of them.
[[nodiscard]] Result<Exit> create_backup(const BackupOptions& options);

// Puts only the newest keys there: after an erasure, which the older ones do not open any more.
[[nodiscard]] Result<Exit> back_up_keys(const BackupOptions& options);

// Decrypts and checks all of the newest backup, or of the one that was named, and audits the
// record in it.
[[nodiscard]] Result<Exit> verify_backup(const BackupOptions& options);

// Writes it to a new state folder, makes state.db anew, and audits the record.
[[nodiscard]] Result<Exit> restore_backup(const BackupOptions& options);

}  // namespace menshen::app
