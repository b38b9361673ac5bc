// The files of an exported record (c2sp.org/tlog-tiles): where they lie, and what is in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

inline constexpr std::size_t kTileWidth = 256;
inline constexpr std::size_t kBundleBytesMax = kTileWidth * (2 + 0xffff);
inline constexpr std::size_t kTileBytesMax = kTileWidth * sizeof(Digest);

// `tile/entries/x001/x234/067`, `tile/0/067.p/12`: `of` is `entries` or a level, and a width
// below kTileWidth stands behind `.p/`.
[[nodiscard]] std::filesystem::path tile_path(std::string_view of, std::uint64_t index,
                                              std::size_t width);

// The leaf hashes of entries with their lengths before them, 16 bits, big-endian; nothing when
// the bytes end within an entry, or an entry is empty, or there are more than kTileWidth.
[[nodiscard]] std::optional<std::vector<Digest>> leaves_of(View bundle);

[[nodiscard]] std::optional<std::vector<Digest>> hashes_of(View tile);

// The file `retention`: the number on its one line `minimum index N`; other lines are for
// people.
[[nodiscard]] std::optional<std::uint64_t> read_minimum_index(std::string_view text);

}  // namespace menshen::menshen_verify
