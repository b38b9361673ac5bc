// `menshen subject …`: erases a person for good, and shows that nothing is left.
#pragma once

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

// Adds the command to the program. What it came to is put into `exit`.
void add_subject_command(CLI::App& app, Exit& exit);

}  // namespace menshen::app
