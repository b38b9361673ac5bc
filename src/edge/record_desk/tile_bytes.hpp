// The tiles and bundles of c2sp.org/tlog-tiles, from an open record.
#pragma once

#include <cstddef>
#include <vector>

#include "base/error.hpp"
#include "ledger/archive.hpp"
#include "ledger/tiles.hpp"

namespace menshen::record_desk {

// What stands at a tile's place. Errors: not_found when the tree is too small for it, or it was
// pruned; those of the archive.
[[nodiscard]] Result<std::vector<std::byte>> tile_bytes(const ledger::Archive& archive,
                                                        const ledger::Tile& tile);

}  // namespace menshen::record_desk
