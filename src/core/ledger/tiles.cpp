#include "ledger/tiles.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "base/base64.hpp"
#include "base/error.hpp"

namespace menshen::ledger {
namespace {

// One line without its end, which is cut off `text`. Errors: invalid_input without an end.
Result<std::string_view> take_line(std::string_view& text, std::string_view what) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos || end == 0) {
    return fail(Code::invalid_input, fmt::format("checkpoint: no line with the {}", what));
  }
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string bundle_path(std::uint64_t index, std::size_t width) {
  std::string path = fmt::format("{:03}", index % 1000);
  for (index /= 1000; index > 0; index /= 1000) {
    path = fmt::format("x{:03}/{}", index % 1000, path);
  }
  if (width < kBundleEntries) path += fmt::format(".p/{}", width);
  return "tile/entries/" + path;
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
    if (entries.size() == kBundleEntries) {
      return fail(Code::invalid_input,
                  fmt::format("a bundle of more than {} entries", kBundleEntries));
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

std::string write_checkpoint(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.head.size,
                     to_base64(checkpoint.head.root));
}

Result<Checkpoint> read_checkpoint(std::string_view text) {
  MENSHEN_TRY(const auto origin, take_line(text, "origin"));
  MENSHEN_TRY(const auto size, take_line(text, "size"));
  MENSHEN_TRY(const auto root, take_line(text, "root hash"));
  Checkpoint checkpoint{.origin = std::string(origin), .head = {}};
  const char* end = size.data() + size.size();
  const auto [stop, failure] = std::from_chars(size.data(), end, checkpoint.head.size);
  const bool leads_with_zero = size.size() > 1 && size.front() == '0';
  if (failure != std::errc{} || stop != end || leads_with_zero) {
    return fail(Code::invalid_input, "checkpoint: the size is not a decimal number");
  }
  const auto hash = from_base64(root);
  if (!hash || hash->size() != checkpoint.head.root.size()) {
    return fail(Code::invalid_input, "checkpoint: the root hash is not 32 bytes in base64");
  }
  std::ranges::copy(*hash, checkpoint.head.root.begin());
  if (!text.empty() && text.front() != '\n') {
    return fail(Code::invalid_input, "checkpoint: extension lines are not known here");
  }
  return checkpoint;
}

}  // namespace menshen::ledger
