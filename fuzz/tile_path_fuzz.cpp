// Paths come from whoever asks the server for a tile.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.hpp"
#include "ledger/tiles.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace menshen::ledger;
  const std::string_view path(reinterpret_cast<const char*>(data), size);
  if (const auto tile = parse_tile_path(path)) {
    // One spelling only, and nothing that leads out of a folder.
    MENSHEN_ASSERT((tile->kind == TileKind::entries
                        ? bundle_path(tile->index, tile->width)
                        : tile_path(tile->level, tile->index, tile->width)) == path);
    MENSHEN_ASSERT(path.find("..") == std::string_view::npos);
    constexpr auto kSizeMax = ~std::uint64_t{0};
    MENSHEN_ASSERT(!is_prunable(*tile, kSizeMax) || is_within(*tile, kSizeMax));
  }
  return 0;
}
