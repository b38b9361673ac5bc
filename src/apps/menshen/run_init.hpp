// A state folder with the records of one entrance, from the answers to a few questions.
#pragma once

#include <string>

#include "base/error.hpp"
#include "menshen/commands.hpp"

namespace menshen::app {

struct InitOptions {
  CommonOptions common;
  std::string state;    // folder that has no record yet
  std::string answers;  // file; empty: asks on the terminal
  bool dry_run = false;
};

// Writes nothing unless every answer is one, and then all of it; ends with what doctor says.
// Errors: conflict when the folder holds a record; those of the questionnaire, and of
// registry::validate.
[[nodiscard]] Result<Exit> run_init(const InitOptions& options);

}  // namespace menshen::app
