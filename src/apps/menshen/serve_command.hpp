// `menshen serve` and `menshen config …`: from their options to an exit code.
#pragma once

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

// Adds the commands to the program. What they came to is put into `exit`.
void add_serve_commands(CLI::App& app, Exit& exit);

}  // namespace menshen::app
