// `menshen serve`: the parts behind a server, until a signal stops it.
#pragma once

#include "base/error.hpp"
#include "settings/settings.hpp"

namespace menshen::app {

// Serves the contract until SIGINT or SIGTERM, then lets requests in flight finish. Says on
// standard error where it is served, once it can be reached; where nobody may ask yet, how the
// first administrator signs in. Errors: those of the parts and of http::Server.
[[nodiscard]] Result<> serve(const settings::Settings& settings);

}  // namespace menshen::app
