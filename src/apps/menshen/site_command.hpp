// `menshen init` and `menshen doctor`: a site begins, and is looked over.
#pragma once

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

void add_site_commands(CLI::App& app, Exit& exit);

}  // namespace menshen::app
