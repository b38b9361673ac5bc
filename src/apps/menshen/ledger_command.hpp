// `menshen ledger …`: shows, proves, exports, checks and prunes the record of a state folder.
#pragma once

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

// Adds the command to the program. What it came to is put into `exit`.
void add_ledger_command(CLI::App& app, Exit& exit);

}  // namespace menshen::app
