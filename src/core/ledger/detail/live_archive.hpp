// An Archive over a journal and the nodes of its tree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <span>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "journal/journal.hpp"
#include "ledger/archive.hpp"
#include "ledger/detail/nodes.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

// A journal record: length of the leaf (16 bits, big-endian), leaf, side.
[[nodiscard]] std::vector<std::byte> join(std::span<const std::byte> leaf,
                                          std::span<const std::byte> side);

struct Parted {
  std::span<const std::byte> leaf;
  std::span<const std::byte> side;
};
// Errors: corrupt when the leaf is longer than the record.
[[nodiscard]] Result<Parted> part(std::span<const std::byte> record);

class LiveArchive : public Archive {
 public:
  LiveArchive(const Crypto& crypto, const journal::Reader& journal, const Nodes& nodes)
      : crypto_(crypto), journal_(journal), nodes_(nodes) {}

  // From now on readers see the record up to here.
  void publish(const TreeHead& head);
  // Up to where the nodes go. Errors: those of the nodes.
  [[nodiscard]] Result<> publish_all();

  [[nodiscard]] TreeHead head() const override;
  [[nodiscard]] std::uint64_t minimum_index() const override;
  [[nodiscard]] Result<Sealed> read(std::uint64_t index) const override;
  [[nodiscard]] Result<> scan(std::uint64_t from, const See& see) const override;
  [[nodiscard]] Result<TreeHead> head_at(std::uint64_t size) const override;
  [[nodiscard]] Result<std::vector<Digest>> inclusion(std::uint64_t index,
                                                      std::uint64_t size) const override;
  [[nodiscard]] Result<std::vector<Digest>> consistency(std::uint64_t from,
                                                        std::uint64_t to) const override;
  [[nodiscard]] Result<Digest> node(NodeId id) const override;
  [[nodiscard]] Result<TreeHead> audit() const override;

 private:
  [[nodiscard]] Result<Digest> root_of(std::uint64_t size) const;

  const Crypto& crypto_;
  const journal::Reader& journal_;
  const Nodes& nodes_;
  mutable std::mutex mutex_;
  TreeHead head_;
};

// Loads the kept chunks and adds the leaves behind them from the journal; returns when the last
// batch was written. Errors: corrupt when the journal does not reach back to them, or ends
// before them; those of both.
[[nodiscard]] Result<Instant> load_nodes(Nodes& nodes, const journal::Reader& journal,
                                         const Crypto& crypto);

}  // namespace menshen::ledger
