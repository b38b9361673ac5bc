// The record as files that anyone can copy and check: entry bundles and a checkpoint in the
// layout of C2SP tlog-tiles (c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "ledger/ledger.hpp"

namespace menshen::ledger {

inline constexpr std::size_t kBundleEntries = 256;     // of a full bundle
inline constexpr std::size_t kEntryBytesMax = 65'535;  // its length is a 16-bit number

// `tile/entries/x001/x234/067`, for a bundle that is not full with `.p/WIDTH` behind it.
//   width  1..kBundleEntries
[[nodiscard]] std::string bundle_path(std::uint64_t index, std::size_t width);

// Each entry with its length before it, 16 bits, big-endian. Every entry must have at most
// kEntryBytesMax bytes.
[[nodiscard]] std::vector<std::byte> write_bundle(
    std::span<const std::vector<std::byte>> entries);

// Errors: invalid_input when the bytes end within an entry, or hold more than a full bundle.
[[nodiscard]] Result<std::vector<std::vector<std::byte>>> read_bundle(
    std::span<const std::byte> bytes);

struct Checkpoint {
  std::string origin;  // which record this is
  TreeHead head;
};

// Three lines: origin, size, root in base64.
[[nodiscard]] std::string write_checkpoint(const Checkpoint& checkpoint);

// Reads the three lines; what follows an empty line (signatures) is left to others. Errors:
// invalid_input, naming the line.
[[nodiscard]] Result<Checkpoint> read_checkpoint(std::string_view text);

}  // namespace menshen::ledger
