// The tree computed once more from the entries, and held against the nodes that are kept.
#pragma once

#include <cstdint>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "journal/journal.hpp"
#include "ledger/detail/nodes.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

// Audits the first `size` entries; where entries were pruned, from the nodes that are left.
// 64 bytes of memory for each entry of one chunk. Errors: corrupt, naming what is not right.
[[nodiscard]] Result<TreeHead> audit(const Crypto& crypto, const journal::Reader& journal,
                                     const Nodes& nodes, std::uint64_t size);

}  // namespace menshen::ledger
