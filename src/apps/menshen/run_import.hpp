// `menshen import`, from its options to an exit code. No server may run.
#pragma once

#include <string>

#include "base/error.hpp"
#include "menshen/commands.hpp"

namespace menshen::app {

struct ImportOptions {
  CommonOptions common;
  std::string state;   // folder
  std::string file;    // CSV
  std::string errors;  // file for all that is refused; none when empty
  bool dry_run = false;
};

// Puts the people of a table on file. A row that cannot be is left out and said; what is on
// file as the row has it is not written again, so that a run that was cut short is gone on with
// by the same command. Exit: 0 all are on file, 65 some were refused.
[[nodiscard]] Result<Exit> import_people(const ImportOptions& options);

}  // namespace menshen::app
