// The commands of `menshen-witness`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace menshen::menshen_witness {

struct WitnessOptions {
  std::string name;             // of its key; a URL without scheme
  std::filesystem::path state;  // folder with the key and the checkpoints; made when not there
  std::vector<std::string> logs;          // vkeys of the records it watches
  std::string listen = "127.0.0.1:8610";  // loopback only
};

// Answers `POST /add-checkpoint` until SIGINT or SIGTERM. Says on standard error where, once it
// can be reached. Errors: invalid_input for a name or key that is none; conflict when another
// process uses the folder; those of Witness and http::Server.
[[nodiscard]] Result<> serve(const WitnessOptions& options);

// Its key as a vkey, made when there is none. Errors: as `serve`.
[[nodiscard]] Result<std::string> key(const WitnessOptions& options);

}  // namespace menshen::menshen_witness
