// `menshen law`: the law for people, as pages.
#pragma once

#include <CLI/App.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

// Adds the command with its verbs to `app`; what is run leaves its code in `exit`, which
// must outlive `app`.
void add_law_command(CLI::App& app, Exit& exit);

}  // namespace menshen::app
