// The verbs of `menshen key`, each from its options to an exit code. No server may run.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "menshen/commands.hpp"

namespace menshen::app {

struct KeyOptions {
  CommonOptions common;
  std::string state;  // folder
  std::string id;     // of `revoke`
  std::string label;  // of `make`, as the rest
  std::vector<std::string> roles;
  std::string purpose;  // empty: any
  std::string device;   // empty: none
  int days = 90;
};

// The only time that the key is shown.
[[nodiscard]] Result<Exit> make_key(const KeyOptions& options);
[[nodiscard]] Result<Exit> list_keys(const KeyOptions& options);
[[nodiscard]] Result<Exit> revoke_key(const KeyOptions& options);

}  // namespace menshen::app
