// The record as files that anyone can copy and check: entry bundles and hash tiles in the
// layout of c2sp.org/tlog-tiles.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/ledger.hpp"

namespace menshen::ledger {

inline constexpr std::size_t kTileWidth = 256;  // hashes of a full tile, entries of a bundle

enum class TileKind {
  hashes,   // `tile/LEVEL/…`
  entries,  // `tile/entries/…`, the entries below the hash tile of level 0 and the same index
};

struct Tile {
  TileKind kind = TileKind::hashes;
  unsigned level = 0;  // of entries, 0
  std::uint64_t index = 0;
  std::size_t width = kTileWidth;  // 1..kTileWidth

  bool operator==(const Tile&) const = default;
};

// `tile/1/x001/x234/067`, for a tile that is not full with `.p/WIDTH` behind it.
//   width  1..kTileWidth
[[nodiscard]] std::string tile_path(unsigned level, std::uint64_t index, std::size_t width);

// `tile/entries/x001/x234/067`, for a bundle that is not full with `.p/WIDTH` behind it.
//   width  1..kTileWidth
[[nodiscard]] std::string bundle_path(std::uint64_t index, std::size_t width);

// What a client asks for, in the one spelling it has. Errors: invalid_input when it is the path
// of no tile.
[[nodiscard]] Result<Tile> parse_tile_path(std::string_view path);

// Whether a tree of `size` entries has all that the tile holds.
[[nodiscard]] bool is_within(const Tile& tile, std::uint64_t size) noexcept;

// Whether the full tile at its place ends at `minimum_index` or before it, so that a record
// pruned to there need not have it (section Pruning).
[[nodiscard]] bool is_prunable(const Tile& tile, std::uint64_t minimum_index) noexcept;

// The tiles of one level: full ones at the indices [0, full), and one more, of `partial`
// hashes, unless that is 0.
struct TileLevel {
  std::uint64_t full = 0;
  std::size_t partial = 0;

  bool operator==(const TileLevel&) const = default;
};

// The hash tiles of a tree, from level 0 up; of an empty tree, none. Bundles are as level 0.
[[nodiscard]] std::vector<TileLevel> tile_levels(std::uint64_t size);

// One hash after another. At most kTileWidth.
[[nodiscard]] std::vector<std::byte> write_tile(std::span<const Digest> hashes);

// Errors: invalid_input when the bytes are not 1..kTileWidth whole hashes.
[[nodiscard]] Result<std::vector<Digest>> read_tile(std::span<const std::byte> bytes);

// Each entry with its length before it, 16 bits, big-endian. Every entry must have at most
// kEntryBytesMax bytes.
[[nodiscard]] std::vector<std::byte> write_bundle(
    std::span<const std::vector<std::byte>> entries);

// Errors: invalid_input when the bytes end within an entry, or hold more than a full bundle.
[[nodiscard]] Result<std::vector<std::vector<std::byte>>> read_bundle(
    std::span<const std::byte> bytes);

}  // namespace menshen::ledger
