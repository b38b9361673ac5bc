// `menshen account …` and `menshen key …`: who may ask the server, said at the machine itself.
#pragma once

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

// Adds both commands to the program. What one came to is put into `exit`.
void add_account_commands(CLI::App& app, Exit& exit);

}  // namespace menshen::app
