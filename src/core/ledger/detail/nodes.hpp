// Every complete node of the tree: in files of 2^16 leaves where those are complete, in memory
// above and behind them. All of it can be computed from the entries, so a missing file costs
// time and nothing else.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <shared_mutex>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

inline constexpr unsigned kChunkLevels = 16;
inline constexpr std::uint64_t kChunkLeaves = std::uint64_t{1} << kChunkLevels;
inline constexpr std::size_t kChunkNodes = 2 * kChunkLeaves - 1;

// Where in a chunk a node stands. The nodes of eight levels over 256 leaves stand together, the
// lowest first, because a path goes through them together; then those of the upper eight
// levels, and the root. So the hashes of a tile (c2sp.org/tlog-tiles) stand together too.
[[nodiscard]] constexpr std::size_t place_in_chunk(unsigned level, std::uint64_t index) {
  constexpr unsigned kBlockLevels = kChunkLevels / 2;
  constexpr std::uint64_t kBlockLeaves = std::uint64_t{1} << kBlockLevels;
  constexpr std::uint64_t kBlockNodes = 2 * (kBlockLeaves - 1);  // without its root
  if (level == kChunkLevels) return kChunkNodes - 1;
  const bool is_lower = level < kBlockLevels;
  const unsigned within = is_lower ? level : level - kBlockLevels;
  const std::uint64_t row = kBlockLeaves >> within;  // nodes of this level in a block
  const std::uint64_t block = is_lower ? index / row : kBlockLeaves;
  return block * kBlockNodes + 2 * (kBlockLeaves - row) + index % row;
}

// Reading is safe from several threads at once, also beside one thread that appends and one
// that calls keep_chunks. A reader asks only for nodes that were there when it learned of them.
class Nodes {
 public:
  Nodes(Files& files, const Crypto& crypto, std::filesystem::path folder)
      : files_(files), crypto_(crypto), folder_(std::move(folder)) {}

  // Takes what is kept as files; returns behind which leaf it ends. Call once, first. Errors:
  // corrupt when a file has a wrong size; unavailable.
  [[nodiscard]] Result<std::uint64_t> load();

  // Adds the leaf at `size`. From one thread.
  void append(const Digest& leaf);

  // Takes back what was appended behind `size` and was not yet kept. From append's thread.
  void truncate(std::uint64_t size);

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }  // append's thread

  // Errors: not_found when the node was pruned, or is not complete.
  [[nodiscard]] Result<Digest> read(NodeId id) const;

  // Has the nodes beside a leaf's path brought near, all at once: each is waited for otherwise.
  void fetch_path(std::uint64_t leaf) const;

  // Calls `read` with a ReadNode, for many nodes under one lock.
  template <typename Read>
  [[nodiscard]] auto with_nodes(const Read& read) const {
    const std::shared_lock lock(mutex_);
    return read([this](NodeId id) { return find(id); });
  }

  // The nodes over 2^16 leaves, each at its place_in_chunk, with what keeps them in memory.
  struct Chunk {
    std::shared_ptr<Digest[]> memory;  // NOLINT(*-avoid-c-arrays): not initialized
    std::shared_ptr<const File> file;  // whose view `nodes` is
    std::span<const Digest> nodes;     // empty when pruned
  };

  // Of the last chunk only what is below `size` means anything.
  [[nodiscard]] Chunk chunk(std::uint64_t number) const;

  // Writes complete chunks below `size` that are only in memory to their files. From one
  // thread. Errors: exhausted; unavailable; it can be tried again.
  [[nodiscard]] Result<> keep_chunks(std::uint64_t size);

  // Writes the leaves before `leaf` that no chunk's file holds, because their entries are to
  // be pruned; after keep_chunks. From the thread of keep_chunks. Errors: exhausted;
  // unavailable.
  [[nodiscard]] Result<> keep_leaves(std::uint64_t leaf);

  // Leaves only the root of each chunk that ends at or before `leaf` and is a file. From the
  // thread of keep_chunks. Errors: exhausted; unavailable.
  [[nodiscard]] Result<> prune(std::uint64_t leaf);

 private:
  [[nodiscard]] std::filesystem::path path_of(std::uint64_t number,
                                              std::string_view kind = "nodes") const;
  [[nodiscard]] Result<> write_file(const std::filesystem::path& path,
                                    std::span<const Digest> nodes);
  [[nodiscard]] Result<Chunk> open_file(std::uint64_t number) const;
  [[nodiscard]] Result<Digest> find(NodeId id) const;  // under the lock
  void add_root(const Digest& root);

  Files& files_;
  const Crypto& crypto_;
  std::filesystem::path folder_;
  std::uint64_t size_ = 0;
  std::span<Digest> last_;  // the chunk that is being filled

  mutable std::shared_mutex mutex_;  // of all below
  std::vector<Chunk> chunks_;
  std::vector<std::vector<Digest>> upper_;  // [k][i]: the node of level kChunkLevels + k
};

}  // namespace menshen::ledger
