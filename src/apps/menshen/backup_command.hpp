// `menshen backup …`: seals a state folder away, checks what was sealed, and brings it back.
#pragma once

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

// Adds the command to the program. What it came to is put into `exit`.
void add_backup_command(CLI::App& app, Exit& exit);

}  // namespace menshen::app
