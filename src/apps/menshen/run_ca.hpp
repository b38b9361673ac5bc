// The verbs of `menshen ca`, each from its options to an exit code: the authority that signs
// the certificates of devices, and which of those count. No server may run.
#pragma once

#include <string>

#include "base/error.hpp"
#include "menshen/commands.hpp"

namespace menshen::app {

struct CaOptions {
  CommonOptions common;
  std::string state;   // folder
  std::string name;    // of `make`: as people see it
  std::string device;  // of `issue`
  std::string file;    // of `issue`: to be written; of `add`: to be read
  std::string id;      // of `revoke`
  int days = 365;      // of `issue`
};

[[nodiscard]] Result<Exit> make_ca(const CaOptions& options);
// Certificate and key in one file, which is the only copy of the key.
[[nodiscard]] Result<Exit> issue_certificate(const CaOptions& options);
// A certificate that another authority made for a device.
[[nodiscard]] Result<Exit> add_certificate(const CaOptions& options);
[[nodiscard]] Result<Exit> list_certificates(const CaOptions& options);
[[nodiscard]] Result<Exit> revoke_certificate(const CaOptions& options);

}  // namespace menshen::app
