#include "menshen/import_command.hpp"

#include <map>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"
#include "menshen/run_import.hpp"
#include "menshen/words.hpp"

namespace menshen::app {

void add_import_command(CLI::App& app, Exit& exit) {
  CLI::App* command = app.add_subcommand(
      "import", "Puts the people of a table (CSV) on file; the same again goes on");
  const auto options = std::make_shared<ImportOptions>();
  const std::map<std::string, Language> languages{{"zh", Language::zh}, {"en", Language::en}};
  command
      ->add_option("FILE", options->file,
                   "CSV; its first line names the columns, which are fields of `subject`")
      ->required();
  command->add_option("--state", options->state, "state folder of the server")->required();
  command->add_option("--errors", options->errors,
                      "CSV file for every row that is refused: line, column, problem");
  command->add_option("--lang", options->common.language, "zh or en")
      ->transform(CLI::CheckedTransformer(languages));
  command->add_flag("--json", options->common.json, "print JSON instead of text");
  command->add_flag("--dry-run", options->dry_run, "check every row, and change nothing");
  command->group("Records");
  command->callback([options, &exit] {
    const auto done = import_people(*options);
    exit = done ? *done : complain(done.error());
  });
}

}  // namespace menshen::app
