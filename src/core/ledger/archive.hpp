// The record as a reader has it: entries, tree, proofs and tiles, up to what is durable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

// An entry with what stands beside it.
struct Sealed {
  std::vector<std::byte> leaf;  // canonical(Entry): public, in the tree
  std::vector<std::byte> side;  // encrypted; its digest stands in the leaf. May be empty
};

// Safe to call from several threads at once, also beside the one Ledger that writes.
class Archive {
 public:
  Archive() = default;
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;
  Archive(Archive&&) = delete;
  Archive& operator=(Archive&&) = delete;
  virtual ~Archive();

  [[nodiscard]] virtual TreeHead head() const = 0;
  // The oldest entry that can be read; those before were pruned (c2sp.org/tlog-tiles, Pruning).
  // A multiple of kTileWidth.
  [[nodiscard]] virtual std::uint64_t minimum_index() const = 0;

  // Errors: not_found before minimum_index or behind the head; corrupt; unavailable.
  [[nodiscard]] virtual Result<Sealed> read(std::uint64_t index) const = 0;

  // Calls `see` with each entry from `from` on, until the end or an error of `see`. The spans
  // are valid during the call. Errors: as `read`; those of `see`.
  using See = std::function<Result<>(std::uint64_t index, std::span<const std::byte> leaf,
                                     std::span<const std::byte> side, Instant written)>;
  [[nodiscard]] virtual Result<> scan(std::uint64_t from, const See& see) const = 0;

  // The root of an earlier or the present size. Errors: invalid_input beyond the head;
  // not_found when it takes nodes that were pruned.
  [[nodiscard]] virtual Result<TreeHead> head_at(std::uint64_t size) const = 0;
  [[nodiscard]] virtual Result<std::vector<Digest>> inclusion(std::uint64_t index,
                                                              std::uint64_t size) const = 0;
  [[nodiscard]] virtual Result<std::vector<Digest>> consistency(std::uint64_t from,
                                                                std::uint64_t to) const = 0;

  // Node of the tree, for tiles. Errors: not_found.
  [[nodiscard]] virtual Result<Digest> node(NodeId id) const = 0;

  // Recomputes every hash from the kept entries, and compares with the kept nodes. Returns the
  // head that the entries lead to. Errors: corrupt, naming the first entry or node that is not
  // right; unavailable.
  [[nodiscard]] virtual Result<TreeHead> audit() const = 0;
};

// Where in a record's folder its entries are, in segments of a journal, and where the hashes of
// the tree.
[[nodiscard]] std::filesystem::path journal_folder(const std::filesystem::path& record);
[[nodiscard]] std::filesystem::path nodes_folder(const std::filesystem::path& record);

// The record in `folder` for reading alone; takes no lock and changes nothing. It ends where
// the record ended when it was opened. Errors: not_found; corrupt; unavailable.
[[nodiscard]] Result<std::unique_ptr<Archive>> open_archive(
    Files& files, const Crypto& crypto, const std::filesystem::path& folder);

}  // namespace menshen::ledger
