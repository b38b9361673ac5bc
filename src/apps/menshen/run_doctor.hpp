// What is missing to be lawful, and which command mends it. No server may run.
#pragma once

#include "base/error.hpp"
#include "menshen/commands.hpp"
#include "menshen/wire.hpp"
#include "readiness/examine.hpp"
#include "readiness/report.hpp"

namespace menshen::app {

// Exit: 0 nothing is missing and all is well, 1 the law forbids something or something is not
// well, 2 facts are missing.
[[nodiscard]] Result<Exit> run_doctor(const StateOptions& options, readiness::Extent extent);

// The same report of a state that is open: on what is on file, the record, and the program's
// own files. Errors: those of examine, and of the law's loader.
[[nodiscard]] Result<readiness::Report> examine_state(Parts& parts, readiness::Extent extent);

void print_report(const readiness::Report& report, const StateOptions& options);

}  // namespace menshen::app
