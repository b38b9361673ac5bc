// The verbs of `menshen obligation` that work with the clockwork. No server may run.
#pragma once

#include "base/error.hpp"
#include "menshen/commands.hpp"
#include "menshen/run_record.hpp"

namespace menshen::app {

// Brings the obligations on file to what is owed today, as the server does every hour, and
// prints those that are open, the most pressing first.
[[nodiscard]] Result<Exit> list_due(const StateOptions& options);

// Says that it was done today. Errors: those of Clockwork::finish.
[[nodiscard]] Result<Exit> finish_obligation(const RecordOptions& options);

}  // namespace menshen::app
