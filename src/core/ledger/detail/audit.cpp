#include "ledger/detail/audit.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "journal/journal.hpp"
#include "ledger/detail/live_archive.hpp"
#include "ledger/detail/nodes.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

class Audit {
 public:
  Audit(const Crypto& crypto, const Nodes& nodes, std::uint64_t size)
      : crypto_(crypto), nodes_(nodes), size_(size), level_(kChunkLeaves) {}

  // The next entry, or the first behind what was pruned.
  Result<> add(std::uint64_t index, std::span<const std::byte> record) {
    if (index >= size_) return {};
    while (at_ < index) {  // pruned: what is kept of the leaf must do
      if (auto done = take(kept_leaf(at_)); !done) return done;
    }
    MENSHEN_TRY(const auto parted, part(record));
    const Digest leaf = leaf_hash(crypto_, parted.leaf);
    if (leaf != kept_leaf(at_)) {
      return fail(Code::corrupt, fmt::format("entry {} is not the one that was sealed", index));
    }
    return take(leaf);
  }

  // The root over all that was added. Call once, last.
  Result<TreeHead> finish() {
    while (at_ < size_) {
      if (auto done = take(kept_leaf(at_)); !done) return tl::unexpected<Error>(done.error());
    }
    if (auto done = close_chunk(); !done) return tl::unexpected<Error>(done.error());
    MENSHEN_TRY(const Digest root,
                root_at(crypto_, size_, [this](NodeId id) { return nodes_.read(id); }));
    if (auto done = check_upper(); !done) return tl::unexpected<Error>(done.error());
    return TreeHead{.size = size_, .root = root};
  }

 private:
  // Zeros where the whole chunk was pruned: then only its root is left, and nothing is
  // compared.
  Digest kept_leaf(std::uint64_t index) {
    const std::uint64_t number = index / kChunkLeaves;
    if (number != number_ || chunk_.nodes.empty()) {
      number_ = number;
      chunk_ = nodes_.chunk(number);
    }
    return chunk_.nodes.empty() ? Digest{}
                                : chunk_.nodes[place_in_chunk(0, index % kChunkLeaves)];
  }

  Result<> take(const Digest& leaf) {
    level_[at_ % kChunkLeaves] = leaf;
    ++at_;
    if (at_ % kChunkLeaves != 0) return {};
    return close_chunk();
  }

  // Every node that is complete over the leaves of `level_`.
  Result<> close_chunk() {
    std::size_t count = (at_ - 1) % kChunkLeaves + 1;
    if (at_ == 0 || chunk_.nodes.empty() || at_ == closed_) return {};
    closed_ = at_;
    for (unsigned level = 1; level <= kChunkLevels; ++level) {
      count /= 2;
      for (std::size_t i = 0; i < count; ++i) {
        level_[i] = node_hash(crypto_, level_[2 * i], level_[2 * i + 1]);
        if (level_[i] == chunk_.nodes[place_in_chunk(level, i)]) continue;
        return fail(Code::corrupt,
                    fmt::format("node {} of level {} in chunk {} is not that of its entries", i,
                                level, number_));
      }
    }
    if (count == 1) return check_root(level_[0]);
    return {};
  }

  Result<> check_root(const Digest& root) {
    MENSHEN_TRY(const Digest kept, nodes_.read({.level = kChunkLevels, .index = number_}));
    if (kept == root) return {};
    return fail(Code::corrupt, fmt::format("the kept root of chunk {} is not that of its "
                                           "entries",
                                           number_));
  }

  Result<> check_upper() {
    for (unsigned level = kChunkLevels + 1; size_ >> level != 0; ++level) {
      for (std::uint64_t index = 0; index < size_ >> level; ++index) {
        MENSHEN_TRY(const Digest left, nodes_.read({.level = level - 1, .index = 2 * index}));
        MENSHEN_TRY(const Digest right,
                    nodes_.read({.level = level - 1, .index = 2 * index + 1}));
        MENSHEN_TRY(const Digest kept, nodes_.read({.level = level, .index = index}));
        if (kept != node_hash(crypto_, left, right)) {
          return fail(
              Code::corrupt,
              fmt::format("node {} of level {} is not that of its entries", index, level));
        }
      }
    }
    return {};
  }

  const Crypto& crypto_;
  const Nodes& nodes_;
  std::uint64_t size_;
  std::uint64_t at_ = 0;      // the next entry
  std::uint64_t closed_ = 0;  // entries whose inner nodes were compared
  std::uint64_t number_ = 0;
  Nodes::Chunk chunk_;
  std::vector<Digest> level_;
};

}  // namespace

Result<TreeHead> audit(const Crypto& crypto, const journal::Reader& journal, const Nodes& nodes,
                       std::uint64_t size) {
  Audit audit(crypto, nodes, size);
  const auto add = [&audit](std::uint64_t index, std::span<const std::byte> record,
                            Instant /*written*/) { return audit.add(index, record); };
  if (auto done = journal.scan(journal.first(), add); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return audit.finish();
}

}  // namespace menshen::ledger
