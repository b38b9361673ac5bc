#include "menshen/backup_command.hpp"

#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"
#include "menshen/run_backup.hpp"
#include "menshen/words.hpp"

namespace menshen::app {
namespace {

Exit run(const BackupOptions& options, BackupVerb verb) {
  const auto done = verb(options);
  return done ? *done : complain(done.error());
}

}  // namespace

void add_backup_command(CLI::App& app, Exit& exit) {
  CLI::App* backup = app.add_subcommand(
      "backup", "Backs up a state folder beside its server, checks backups, and restores one");
  backup->require_subcommand(1);
  const auto options = std::make_shared<BackupOptions>();
  const auto add = [&](const char* name, const char* what, BackupVerb verb) {
    CLI::App* command = backup->add_subcommand(name, what);
    const std::map<std::string, Language> languages{{"zh", Language::zh}, {"en", Language::en}};
    command->add_option("--lang", options->common.language, "zh or en")
        ->transform(CLI::CheckedTransformer(languages));
    command->add_option("--passphrase", options->passphrase,
                        "file of the vault's passphrase, if it is not where vault.yaml says");
    command->callback([options, verb, &exit] { exit = run(*options, verb); });
    return command;
  };
  const auto add_kept = [&](CLI::App* command, const char* what) {
    command->add_option("FOLDER", options->folder, what)->required();
  };

  for (CLI::App* command :
       {add("create", "Makes a backup, and puts the newest keys beside it", create_backup),
        add("keys", "Puts the newest keys there alone; to be run after each erasure",
            back_up_keys)}) {
    command->add_option("--state", options->state, "state folder of the server")->required();
    add_kept(command, "folder that backups are kept in");
    command->add_option("--kek-copy", options->kek,
                        "file to copy vault.kek to; never beside the backups");
  }

  CLI::App* verify =
      add("verify", "Checks every byte of a backup, writing nothing", verify_backup);
  add_kept(verify, "folder that backups are kept in (the newest is checked), or one of them");
  auto* source = verify->add_option_group("key");
  source->add_option("--state", options->state, "state folder that it was made of");
  source->add_option("--kek", options->kek, "the newest copy of vault.kek");
  source->require_option(1);

  CLI::App* restore = add("restore", "Restores a backup to a new state folder", restore_backup);
  add_kept(restore, "folder that backups are kept in (the newest is taken), or one of them");
  restore->add_option("--state", options->state, "state folder to make")->required();
  restore->add_option("--kek", options->kek, "the newest copy of vault.kek")->required();
  restore->add_flag("--json", options->common.json, "print JSON instead of text");
}

}  // namespace menshen::app
