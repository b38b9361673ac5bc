#include "record_desk/tile_bytes.hpp"

#include <cstddef>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/archive.hpp"
#include "ledger/tiles.hpp"
#include "ledger/tree.hpp"

namespace menshen::record_desk {
namespace {

constexpr unsigned kLevelsOfTile = 8;  // kTileWidth is 1 << kLevelsOfTile

Result<std::vector<std::byte>> bundle(const ledger::Archive& archive,
                                      const ledger::Tile& tile) {
  std::vector<std::vector<std::byte>> entries;
  for (std::size_t i = 0; i < tile.width; ++i) {
    MENSHEN_TRY(auto sealed, archive.read(tile.index * ledger::kTileWidth + i));
    entries.push_back(std::move(sealed.leaf));
  }
  return ledger::write_bundle(entries);
}

Result<std::vector<std::byte>> hashes(const ledger::Archive& archive,
                                      const ledger::Tile& tile) {
  std::vector<Digest> nodes;
  for (std::size_t i = 0; i < tile.width; ++i) {
    MENSHEN_TRY(const Digest node,
                archive.node({.level = tile.level * kLevelsOfTile,
                              .index = tile.index * ledger::kTileWidth + i}));
    nodes.push_back(node);
  }
  return ledger::write_tile(nodes);
}

}  // namespace

Result<std::vector<std::byte>> tile_bytes(const ledger::Archive& archive,
                                          const ledger::Tile& tile) {
  if (!ledger::is_within(tile, archive.head().size)) {
    return fail(Code::not_found, "the tree is too small for the tile");
  }
  if (ledger::is_prunable(tile, archive.minimum_index())) {
    return fail(Code::not_found, "the tile was pruned");
  }
  return tile.kind == ledger::TileKind::entries ? bundle(archive, tile) : hashes(archive, tile);
}

}  // namespace menshen::record_desk
