// The verbs of `menshen subject`, each from its options to an exit code. No server may run.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "menshen/commands.hpp"

namespace menshen::app {

struct SubjectOptions {
  CommonOptions common;
  std::string state;                 // folder
  std::string subject;               // pseudonym
  std::string certificate;           // of `erase`: file to write
  std::vector<std::string> folders;  // of `prove-absent`: read byte by byte besides the state
  bool yes = false;
};

using SubjectVerb = Result<Exit> (*)(const SubjectOptions&);

// Prints what is kept of the person, and with `yes` erases it, looks for what is left, and
// writes the certificate. Exit: 0 erased and nothing left.
[[nodiscard]] Result<Exit> erase_subject(const SubjectOptions& options);

// Looks for the person in every store and file. Exit: 0 absent, 1 found.
[[nodiscard]] Result<Exit> prove_absent(const SubjectOptions& options);

}  // namespace menshen::app
