// A proof of one entry, to be checked by anyone without the server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "ledger/archive.hpp"

namespace menshen::record_desk {

// Where an entry stands: `text` is its index in decimal, or the id of a decision, which is
// found by reading the record from its beginning. Errors: not_found; those of the archive.
[[nodiscard]] Result<std::uint64_t> find_entry(const ledger::Archive& archive,
                                               std::string_view text);

// The entry in the tree of the checkpoint, as c2sp.org/tlog-proof has it.
//   checkpoint  a signed note over a head of this record
//
// Errors: not_found when the checkpoint is older than the entry, or the entry was pruned;
// invalid_input when it is no checkpoint; those of the archive.
[[nodiscard]] Result<std::string> proof_of(const ledger::Archive& archive, std::uint64_t index,
                                           const std::string& checkpoint);

}  // namespace menshen::record_desk
