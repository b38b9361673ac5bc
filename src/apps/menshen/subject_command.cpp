#include "menshen/subject_command.hpp"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"
#include "menshen/detail/state_options.hpp"
#include "menshen/run_subject.hpp"
#include "menshen/words.hpp"

namespace menshen::app {
namespace {

Exit run(const SubjectOptions& options, SubjectVerb verb) {
  const auto done = verb(options);
  return done ? *done : complain(done.error());
}

}  // namespace

void add_subject_command(CLI::App& app, Exit& exit) {
  CLI::App* subject = app.get_subcommand("subject");
  const auto options = std::make_shared<SubjectOptions>();
  const auto add = [&](const char* name, const char* what, SubjectVerb verb) {
    CLI::App* command = subject->add_subcommand(name, what);
    add_state_options(command, options->common, options->state);
    command->add_option("SUBJECT", options->subject, "the person's pseudonym")->required();
    command->callback([options, verb, &exit] { exit = run(*options, verb); });
    return command;
  };

  CLI::App* erase =
      add("erase", "Destroys everything that is kept of a person, and the keys", erase_subject);
  erase
      ->add_option("--certificate", options->certificate,
                   "file for the deletion certificate; menshen-verify checks it")
      ->required();
  erase->add_flag("--yes", options->yes, "do it; nothing brings it back");

  CLI::App* absent = add("prove-absent",
                         "Looks for a person in every store and every byte: exit 0 absent, 1 "
                         "found",
                         prove_absent);
  absent
      ->add_option("--folder", options->folders,
                   "folder to read byte by byte besides the state folder, such as that of the "
                   "backups; may be repeated")
      ->allow_extra_args(false);
}

}  // namespace menshen::app
