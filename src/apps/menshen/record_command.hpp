// The commands for records: a noun for each kind, with the verbs that every kind has.
#pragma once

#include <CLI/CLI.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

// Adds `org`, `site`, …; `exit` is set when one of their verbs ran. Whoever adds a verb of one
// kind comes afterwards and finds its noun.
void add_record_commands(CLI::App& app, Exit& exit);

}  // namespace menshen::app
