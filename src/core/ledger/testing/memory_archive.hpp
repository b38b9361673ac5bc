// An archive in memory, for tests of those who read one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/archive.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

// Entries are appended between reads, from one thread. `forget` prunes; the nodes stay.
class MemoryArchive final : public Archive {
 public:
  explicit MemoryArchive(const Crypto& crypto) : crypto_(&crypto) {}

  void append(Sealed entry, Instant written = {}) {
    levels_.resize(std::max<std::size_t>(levels_.size(), 1));
    levels_[0].push_back(leaf_hash(*crypto_, entry.leaf));
    for (std::size_t level = 0; levels_[level].size() % 2 == 0; ++level) {
      if (level + 1 == levels_.size()) levels_.emplace_back();
      const auto& below = levels_[level];
      levels_[level + 1].push_back(
          node_hash(*crypto_, below[below.size() - 2], below[below.size() - 1]));
    }
    entries_.push_back({std::move(entry), written});
  }

  // Another leaf at a place of which the tree knows already.
  void tamper(std::uint64_t index, std::vector<std::byte> leaf) {
    entries_.at(index).first.leaf = std::move(leaf);
  }

  void forget(std::uint64_t minimum_index) { minimum_index_ = minimum_index; }

  [[nodiscard]] TreeHead head() const override { return head_at(entries_.size()).value(); }
  [[nodiscard]] std::uint64_t minimum_index() const override { return minimum_index_; }

  [[nodiscard]] Result<Sealed> read(std::uint64_t index) const override {
    if (index < minimum_index_ || index >= entries_.size()) {
      return fail(Code::not_found, "no such entry");
    }
    return entries_[index].first;
  }

  [[nodiscard]] Result<> scan(std::uint64_t from, const See& see) const override {
    if (from < minimum_index_) return fail(Code::not_found, "pruned");
    for (std::uint64_t index = from; index < entries_.size(); ++index) {
      const auto& [entry, written] = entries_[index];
      if (auto seen = see(index, entry.leaf, entry.side, written); !seen) return seen;
    }
    return {};
  }

  [[nodiscard]] Result<TreeHead> head_at(std::uint64_t size) const override {
    if (size > entries_.size()) return fail(Code::invalid_input, "beyond the head");
    MENSHEN_TRY(const Digest root, root_at(*crypto_, size, reader()));
    return TreeHead{.size = size, .root = root};
  }
  [[nodiscard]] Result<std::vector<Digest>> inclusion(std::uint64_t index,
                                                      std::uint64_t size) const override {
    if (size > entries_.size()) return fail(Code::invalid_input, "beyond the head");
    return inclusion_proof(*crypto_, index, size, reader());
  }
  [[nodiscard]] Result<std::vector<Digest>> consistency(std::uint64_t from,
                                                        std::uint64_t to) const override {
    if (to > entries_.size()) return fail(Code::invalid_input, "beyond the head");
    return consistency_proof(*crypto_, from, to, reader());
  }
  [[nodiscard]] Result<Digest> node(NodeId id) const override {
    if (id.level >= levels_.size() || id.index >= levels_[id.level].size()) {
      return fail(Code::not_found, "no such node");
    }
    return levels_[id.level][id.index];
  }

  [[nodiscard]] Result<TreeHead> audit() const override {
    for (std::uint64_t index = minimum_index_; index < entries_.size(); ++index) {
      if (leaf_hash(*crypto_, entries_[index].first.leaf) != levels_[0][index]) {
        return fail(Code::corrupt, "an entry was changed");
      }
    }
    return head();
  }

 private:
  [[nodiscard]] ReadNode reader() const {
    return [this](NodeId id) { return node(id); };
  }

  const Crypto* crypto_;
  std::uint64_t minimum_index_ = 0;
  std::vector<std::pair<Sealed, Instant>> entries_;
  std::vector<std::vector<Digest>> levels_;
};

}  // namespace menshen::ledger
