// `menshen calibrate`: from a distribution of comparison scores to thresholds.
#pragma once

#include <CLI/App.hpp>

#include "menshen/commands.hpp"

namespace menshen::app {

// Adds the command to `app`; what is run leaves its code in `exit`, which must outlive `app`.
void add_calibrate_command(CLI::App& app, Exit& exit);

}  // namespace menshen::app
