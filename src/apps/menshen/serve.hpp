// `menshen serve`: the parts behind a server, until a signal stops it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace menshen::app {

struct ServeOptions {
  std::string listen;                  // `127.0.0.1:8600`; loopback only
  std::vector<std::string> witnesses;  // `URL=VKEY` each, asked for cosignatures
  std::filesystem::path state;         // folder; made when it is not there
};

// Serves PublicPages until SIGINT or SIGTERM, then lets requests in flight finish. Says on
// standard error what is served and where, once it can be reached. Errors: those of the parts
// and of http::Server.
[[nodiscard]] Result<> serve(const ServeOptions& options);

}  // namespace menshen::app
