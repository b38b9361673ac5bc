#include "menshen/ledger_command.hpp"

#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"
#include "menshen/run_ledger.hpp"
#include "menshen/words.hpp"

namespace menshen::app {
namespace {

Exit run(const LedgerOptions& options, LedgerVerb verb) {
  const auto done = verb(options);
  return done ? *done : complain(done.error());
}

}  // namespace

void add_ledger_command(CLI::App& app, Exit& exit) {
  CLI::App* ledger = app.add_subcommand(
      "ledger", "Checks, proves, exports and prunes the record; runs beside a server");
  ledger->require_subcommand(1);
  const auto options = std::make_shared<LedgerOptions>();
  const auto add = [&](const char* name, const char* what, LedgerVerb verb) {
    CLI::App* command = ledger->add_subcommand(name, what);
    const std::map<std::string, Language> languages{{"zh", Language::zh}, {"en", Language::en}};
    command->add_option("--state", options->state, "state folder of the server")->required();
    command->add_option("--lang", options->common.language, "zh or en")
        ->transform(CLI::CheckedTransformer(languages));
    command->callback([options, verb, &exit] { exit = run(*options, verb); });
    return command;
  };
  const auto add_json = [&](CLI::App* command) {
    command->add_flag("--json", options->common.json, "print JSON instead of text");
  };

  add_json(add("verify", "Recomputes every hash and lists what was begun and not ended",
               verify_ledger));

  CLI::App* prove = add("prove", "Writes a proof of one entry (C2SP tlog-proof)", prove_entry);
  prove->add_option("ENTRY", options->entry, "index of the entry, or id of a decision")
      ->required();
  prove->add_option("--out", options->out, "file to write to, in place of standard output");

  CLI::App* out = add("export", "Writes the record as files (C2SP tlog-tiles)", export_ledger);
  out->add_option("FOLDER", options->out, "folder to write to, or to bring up to date")
      ->required();
  out->add_flag("--cosigned", options->cosigned,
                "up to the checkpoint published last, with the signatures of witnesses");

  CLI::App* tail = add("tail", "Prints the last entries, a line each", tail_ledger);
  add_json(tail);
  tail->add_option("-n", options->last, "how many (10)");
  tail->add_flag("--follow", options->follow, "go on with those that come");

  add("key", "Prints the key that checks the record", print_key)
      ->add_flag("--sm2", options->sm2, "the one of SM2, which signs too in the SM profile");

  add("rebuild", "Makes state.db anew from the record; the server must be stopped",
      rebuild_ledger);

  CLI::App* prune =
      add("prune", "Forgets entries that the law no longer asks to be kept", prune_ledger);
  prune->add_flag("--yes", options->yes, "do it; the server must be stopped");
  prune->add_option("--keep-days", options->keep_days,
                    "keep so many days, not less than the law demands");
}

}  // namespace menshen::app
