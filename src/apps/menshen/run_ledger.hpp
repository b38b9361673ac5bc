// The verbs of `menshen ledger`, each from its options to an exit code. All but pruning and
// rebuilding only read, and run beside a server that writes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "menshen/commands.hpp"

namespace menshen::app {

struct LedgerOptions {
  CommonOptions common;
  std::string state;  // folder
  std::string entry;  // of `prove`: an index, or the id of a decision
  std::string out;    // file of `prove`, folder of `export`
  std::size_t last = 10;
  bool follow = false;
  bool cosigned = false;  // of `export`: the published checkpoint, not the newest entries
  bool yes = false;
  bool sm2 = false;  // of `key`: that of SM2 in place of Ed25519's
  std::optional<int> keep_days;
};

using LedgerVerb = Result<Exit> (*)(const LedgerOptions&);

// Audits the whole record and the published checkpoint. Exit: 0 whole, 1 not.
[[nodiscard]] Result<Exit> verify_ledger(const LedgerOptions& options);

// Writes a proof of one entry: in the published checkpoint if that holds it, else in one signed
// now.
[[nodiscard]] Result<Exit> prove_entry(const LedgerOptions& options);

[[nodiscard]] Result<Exit> export_ledger(const LedgerOptions& options);

// Prints the last entries, and with `follow` those that come, until it is ended.
[[nodiscard]] Result<Exit> tail_ledger(const LedgerOptions& options);

[[nodiscard]] Result<Exit> print_key(const LedgerOptions& options);

// Prints which entries are older than what the law and the policy demand, and with `yes`
// publishes the policy and forgets them. Then no server may run.
[[nodiscard]] Result<Exit> prune_ledger(const LedgerOptions& options);

// Makes what is on file anew from the record. No server may run.
[[nodiscard]] Result<Exit> rebuild_ledger(const LedgerOptions& options);

}  // namespace menshen::app
