#include "ledger/tiles.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/detail/text_fields.hpp"
#include "ledger/ledger.hpp"

namespace menshen::ledger {

namespace {

constexpr std::string_view kStart = "tile/";
constexpr std::string_view kEntries = "entries";
constexpr std::string_view kPartial = ".p/";
constexpr unsigned kLevelMax = 63;
constexpr std::size_t kPathBytesMax = 64;  // of 64-bit indices; the longest has 49
constexpr unsigned kWidthBits = 8;         // kTileWidth is 1 << kWidthBits

// How many whole subtrees of 1 << shift entries there are.
std::uint64_t whole(std::uint64_t entries, unsigned shift) noexcept {
  return shift < 64 ? entries >> shift : 0;
}

std::string path_of(std::string_view row, std::uint64_t index, std::size_t width) {
  MENSHEN_ASSERT(width >= 1 && width <= kTileWidth);
  std::string path = fmt::format("{:03}", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) {
    path = fmt::format("x{:03}/{}", index % 1000, path);
  }
  if (width < kTileWidth) path += fmt::format("{}{}", kPartial, width);
  return fmt::format("{}{}/{}", kStart, row, path);
}

std::string path_of(const Tile& tile) {
  return tile.kind == TileKind::entries ? bundle_path(tile.index, tile.width)
                                        : tile_path(tile.level, tile.index, tile.width);
}

// Digits of a path's last part and of those before it; whether they are spelled as they should
// be is seen by whoever writes the path again.
Result<std::uint64_t> parse_index(std::string_view path) {
  std::string digits;
  for (const char character : path) {
    if (character != 'x' && character != '/') digits += character;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return parse_decimal(digits);
}

Result<Tile> parse_parts(std::string_view path) {
  Tile tile;
  if (!path.starts_with(kStart)) return fail(Code::invalid_input, "no tile");
  path.remove_prefix(kStart.size());
  const std::size_t row_end = path.find('/');
  if (row_end == std::string_view::npos) return fail(Code::invalid_input, "no index");
  const std::string_view row = path.substr(0, row_end);
  path.remove_prefix(row_end + 1);
  if (row == kEntries) {
    tile.kind = TileKind::entries;
  } else {
    MENSHEN_TRY(const std::uint64_t level, parse_decimal(row));
    if (level > kLevelMax) return fail(Code::invalid_input, "no such level");
    tile.level = static_cast<unsigned>(level);
  }
  const std::size_t partial = path.find(kPartial);
  if (partial != std::string_view::npos) {
    MENSHEN_TRY(const std::uint64_t width,
                parse_decimal(path.substr(partial + kPartial.size())));
    if (width < 1 || width >= kTileWidth) return fail(Code::invalid_input, "no such width");
    tile.width = static_cast<std::size_t>(width);
  }
  MENSHEN_TRY(tile.index, parse_index(path.substr(0, partial)));
  return tile;
}

}  // namespace

std::string tile_path(unsigned level, std::uint64_t index, std::size_t width) {
  return path_of(fmt::format("{}", level), index, width);
}

std::string bundle_path(std::uint64_t index, std::size_t width) {
  return path_of(kEntries, index, width);
}

Result<Tile> parse_tile_path(std::string_view path) {
  if (path.size() > kPathBytesMax) return fail(Code::invalid_input, "not the path of a tile");
  auto tile = parse_parts(path);
  // One spelling each: whatever else says the same is refused.
  if (!tile || path_of(*tile) != path) {
    return fail(Code::invalid_input, "not the path of a tile");
  }
  return tile;
}

bool is_within(const Tile& tile, std::uint64_t size) noexcept {
  const std::uint64_t hashes = whole(size, kWidthBits * tile.level);
  const std::uint64_t full = hashes / kTileWidth;
  return tile.index < full || (tile.index == full && tile.width <= hashes % kTileWidth);
}

bool is_prunable(const Tile& tile, std::uint64_t minimum_index) noexcept {
  return tile.index < whole(minimum_index, kWidthBits * (tile.level + 1));
}

std::vector<TileLevel> tile_levels(std::uint64_t size) {
  std::vector<TileLevel> levels;
  for (std::uint64_t hashes = size; hashes > 0; hashes /= kTileWidth) {
    levels.push_back({.full = hashes / kTileWidth,
                      .partial = static_cast<std::size_t>(hashes % kTileWidth)});
  }
  return levels;
}

std::vector<std::byte> write_tile(std::span<const Digest> hashes) {
  MENSHEN_ASSERT(hashes.size() <= kTileWidth);
  std::vector<std::byte> bytes;
  bytes.reserve(hashes.size() * sizeof(Digest));
  for (const Digest& hash : hashes) bytes.insert(bytes.end(), hash.begin(), hash.end());
  return bytes;
}

Result<std::vector<Digest>> read_tile(std::span<const std::byte> bytes) {
  const std::size_t width = bytes.size() / sizeof(Digest);
  if (width < 1 || width > kTileWidth || bytes.size() % sizeof(Digest) != 0) {
    return fail(Code::invalid_input, fmt::format("a tile of {} bytes", bytes.size()));
  }
  std::vector<Digest> hashes(width);
  for (std::size_t i = 0; i < width; ++i) {
    std::ranges::copy(bytes.subspan(i * sizeof(Digest), sizeof(Digest)), hashes[i].begin());
  }
  return hashes;
}

std::vector<std::byte> write_bundle(std::span<const std::vector<std::byte>> entries) {
  std::vector<std::byte> bytes;
  for (const auto& entry : entries) {
    MENSHEN_ASSERT(entry.size() <= kEntryBytesMax);
    bytes.push_back(static_cast<std::byte>(entry.size() >> 8U));
    bytes.push_back(static_cast<std::byte>(entry.size() & 0xFFU));
    bytes.insert(bytes.end(), entry.begin(), entry.end());
  }
  return bytes;
}

Result<std::vector<std::vector<std::byte>>> read_bundle(std::span<const std::byte> bytes) {
  std::vector<std::vector<std::byte>> entries;
  while (!bytes.empty()) {
    if (entries.size() == kTileWidth) {
      return fail(Code::invalid_input,
                  fmt::format("a bundle of more than {} entries", kTileWidth));
    }
    const std::size_t length = bytes.size() < 2
                                   ? bytes.size()
                                   : (std::to_integer<std::size_t>(bytes[0]) << 8U) +
                                         std::to_integer<std::size_t>(bytes[1]);
    if (bytes.size() < 2 + length) {
      return fail(Code::invalid_input,
                  fmt::format("a bundle that ends within entry {}", entries.size()));
    }
    const auto entry = bytes.subspan(2, length);
    entries.emplace_back(entry.begin(), entry.end());
    bytes = bytes.subspan(2 + length);
  }
  return entries;
}

}  // namespace menshen::ledger
