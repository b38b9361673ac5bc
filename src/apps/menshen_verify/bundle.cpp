#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "menshen_verify/detail/bundle.hpp"
#include "menshen_verify/detail/hash.hpp"
#include "menshen_verify/detail/spelling.hpp"

namespace menshen::menshen_verify {

std::filesystem::path tile_path(std::string_view of, std::uint64_t index, std::size_t width) {
  const auto three = [](std::uint64_t number) {
    const std::string digits = std::to_string(number);
    return std::string(3 - digits.size(), '0') + digits;
  };
  std::string name = three(index % 1000);
  for (std::uint64_t rest = index / 1000; rest != 0; rest /= 1000) {
    name.insert(0, "x" + three(rest % 1000) + "/");
  }
  if (width != kTileWidth) name += ".p/" + std::to_string(width);
  return std::filesystem::path("tile") / of / name;
}

std::optional<std::vector<Digest>> leaves_of(View bundle) {
  std::vector<Digest> leaves;
  leaves.reserve(kTileWidth);
  while (!bundle.empty()) {
    if (bundle.size() < 2 || leaves.size() == kTileWidth) return std::nullopt;
    const std::size_t length = (std::size_t{bundle[0]} << 8U) | bundle[1];
    if (length == 0 || bundle.size() - 2 < length) return std::nullopt;
    leaves.push_back(leaf_hash(bundle.subspan(2, length)));
    bundle = bundle.subspan(2 + length);
  }
  return leaves;
}

std::optional<std::vector<Digest>> hashes_of(View tile) {
  if (tile.size() % sizeof(Digest) != 0 || tile.size() > kTileBytesMax) return std::nullopt;
  std::vector<Digest> hashes(tile.size() / sizeof(Digest));
  for (Digest& hash : hashes) {
    std::ranges::copy(tile.first(hash.size()), hash.begin());
    tile = tile.subspan(hash.size());
  }
  return hashes;
}

std::optional<std::uint64_t> read_minimum_index(std::string_view text) {
  constexpr std::string_view kLine = "minimum index ";
  std::optional<std::uint64_t> minimum;
  if (!is_utf8(text)) return std::nullopt;
  while (const auto line = take_line(text)) {
    if (!line->starts_with(kLine)) continue;
    const auto number = read_decimal(line->substr(kLine.size()));
    if (!number || minimum) return std::nullopt;
    minimum = number;
  }
  return text.empty() ? minimum : std::nullopt;
}

}  // namespace menshen::menshen_verify
