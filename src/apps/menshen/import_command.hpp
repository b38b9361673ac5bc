// `menshen import`: the people of a table.
#pragma once

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

// Adds `import`; `exit` is set when it ran.
void add_import_command(CLI::App& app, Exit& exit);

}  // namespace menshen::app
