// The options of every command that works on a state folder.
#pragma once

#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"
#include "menshen/words.hpp"

namespace menshen::app {

inline void add_state_options(CLI::App* command, CommonOptions& common, std::string& state) {
  const std::map<std::string, Language> languages{{"zh", Language::zh}, {"en", Language::en}};
  command->add_option("--state", state, "state folder of the server")->required();
  command->add_option("--lang", common.language, "zh or en")
      ->transform(CLI::CheckedTransformer(languages));
  command->add_flag("--json", common.json, "print JSON instead of text");
}

inline void add_dry_run(CLI::App* command, bool& dry_run) {
  command->add_flag("--dry-run", dry_run, "check it and print what would be written");
}

}  // namespace menshen::app
