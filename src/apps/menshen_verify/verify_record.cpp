#include "menshen_verify/verify_record.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/tiles.hpp"
#include "ledger/tree.hpp"
#include "machine/files.hpp"

namespace menshen::menshen_verify {
namespace {

constexpr std::uintmax_t kCheckpointBytesMax = 64U << 10U;
constexpr std::uintmax_t kBundleBytesMax =
    ledger::kBundleEntries * (ledger::kEntryBytesMax + 2);
// A size that a file claims is not believed without bound.
constexpr std::uint64_t kEntriesMax = 1U << 30U;

}  // namespace

Result<ledger::Checkpoint> verify_record(const std::filesystem::path& folder,
                                         const Crypto& crypto) {
  MENSHEN_TRY(const auto text, machine::read_file(folder / "checkpoint", kCheckpointBytesMax));
  MENSHEN_TRY(auto checkpoint,
              ledger::read_checkpoint({reinterpret_cast<const char*>(text.data()),  // NOLINT
                                       text.size()}));
  const std::uint64_t size = checkpoint.head.size;
  if (size > kEntriesMax) {
    return fail(Code::exhausted, fmt::format("a record of {} entries; at most {} are checked",
                                             size, kEntriesMax));
  }
  std::vector<Digest> leaves;
  while (leaves.size() < size) {
    const std::size_t width =
        std::min<std::uint64_t>(ledger::kBundleEntries, size - leaves.size());
    const auto path = ledger::bundle_path(leaves.size() / ledger::kBundleEntries, width);
    MENSHEN_TRY(const auto bytes, machine::read_file(folder / path, kBundleBytesMax));
    auto entries = ledger::read_bundle(bytes);
    if (!entries) return tl::unexpected<Error>(in_context(entries.error(), path));
    if (entries->size() != width) {
      return fail(Code::corrupt, fmt::format("{}: {} entries; the checkpoint speaks of {}",
                                             path, entries->size(), width));
    }
    for (const auto& entry : *entries) leaves.push_back(ledger::leaf_hash(crypto, entry));
  }
  if (ledger::root_of(crypto, leaves) != checkpoint.head.root) {
    return fail(Code::corrupt,
                "the entries are not those of the checkpoint: one was changed, left out, "
                "added or moved");
  }
  return checkpoint;
}

}  // namespace menshen::menshen_verify
