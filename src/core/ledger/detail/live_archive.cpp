#include "ledger/detail/live_archive.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/journal.hpp"
#include "ledger/archive.hpp"
#include "ledger/detail/audit.hpp"
#include "ledger/detail/nodes.hpp"
#include "ledger/tiles.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

constexpr std::size_t kLengthBytes = 2;

tl::unexpected<Error> beyond(std::uint64_t index, std::uint64_t size) {
  return fail(Code::not_found,
              fmt::format("entry {} is not there; the record has {}", index, size));
}

// What an archive that is only read reads from; made before it and gone after it.
struct KeptParts {
  KeptParts(Files& files, const Crypto& crypto, const std::filesystem::path& folder,
            std::unique_ptr<journal::Reader> opened)
      : journal(std::move(opened)), nodes(files, crypto, nodes_folder(folder)) {}

  std::unique_ptr<journal::Reader> journal;
  Nodes nodes;
};

class KeptArchive final : public KeptParts, public LiveArchive {
 public:
  KeptArchive(Files& files, const Crypto& crypto, const std::filesystem::path& folder,
              std::unique_ptr<journal::Reader> opened)
      : KeptParts(files, crypto, folder, std::move(opened)),
        LiveArchive(crypto, *journal, KeptParts::nodes) {}
};

}  // namespace

Archive::~Archive() = default;

std::filesystem::path journal_folder(const std::filesystem::path& record) {
  return record / "journal";
}

std::filesystem::path nodes_folder(const std::filesystem::path& record) {
  return record / "tree";
}

std::vector<std::byte> join(std::span<const std::byte> leaf, std::span<const std::byte> side) {
  std::vector<std::byte> record(kLengthBytes + leaf.size() + side.size());
  record[0] = static_cast<std::byte>(leaf.size() >> 8U);
  record[1] = static_cast<std::byte>(leaf.size() & 0xFFU);
  if (!leaf.empty()) std::memcpy(record.data() + kLengthBytes, leaf.data(), leaf.size());
  if (!side.empty()) {
    std::memcpy(record.data() + kLengthBytes + leaf.size(), side.data(), side.size());
  }
  return record;
}

Result<Parted> part(std::span<const std::byte> record) {
  const std::size_t length = record.size() < kLengthBytes
                                 ? record.size()
                                 : (std::to_integer<std::size_t>(record[0]) << 8U) +
                                       std::to_integer<std::size_t>(record[1]);
  if (record.size() < kLengthBytes + length) {
    return fail(Code::corrupt, "a record that is shorter than its leaf");
  }
  return Parted{.leaf = record.subspan(kLengthBytes, length),
                .side = record.subspan(kLengthBytes + length)};
}

void LiveArchive::publish(const TreeHead& head) {
  const std::scoped_lock lock(mutex_);
  head_ = head;
}

Result<> LiveArchive::publish_all() {
  MENSHEN_TRY(const Digest root, root_of(nodes_.size()));
  publish({.size = nodes_.size(), .root = root});
  return {};
}

TreeHead LiveArchive::head() const {
  const std::scoped_lock lock(mutex_);
  return head_;
}

std::uint64_t LiveArchive::minimum_index() const {
  return (journal_.first() + kTileWidth - 1) / kTileWidth * kTileWidth;
}

Result<Sealed> LiveArchive::read(std::uint64_t index) const {
  const std::uint64_t size = head().size;
  if (index >= size) return beyond(index, size);
  if (index < minimum_index()) {
    return fail(
        Code::not_found,
        fmt::format("entry {} was pruned when its retention period was over; the oldest "
                    "entry kept is {}",
                    index, minimum_index()));
  }
  MENSHEN_TRY(const auto record, journal_.read(index));
  MENSHEN_TRY(const auto parted, part(record));
  return Sealed{.leaf = {parted.leaf.begin(), parted.leaf.end()},
                .side = {parted.side.begin(), parted.side.end()}};
}

Result<> LiveArchive::scan(std::uint64_t from, const See& see) const {
  const std::uint64_t size = head().size;
  return journal_.scan(from,
                       [&see, size](std::uint64_t index, std::span<const std::byte> record,
                                    Instant written) -> Result<> {
                         if (index >= size) return {};
                         MENSHEN_TRY(const auto parted, part(record));
                         return see(index, parted.leaf, parted.side, written);
                       });
}

Result<Digest> LiveArchive::root_of(std::uint64_t size) const {
  return nodes_.with_nodes(
      [this, size](const ReadNode& read) { return root_at(crypto_, size, read); });
}

Result<TreeHead> LiveArchive::head_at(std::uint64_t size) const {
  if (size > head().size) {
    return fail(Code::invalid_input, fmt::format("the record has fewer than {} entries", size));
  }
  MENSHEN_TRY(const Digest root, root_of(size));
  return TreeHead{.size = size, .root = root};
}

Result<std::vector<Digest>> LiveArchive::inclusion(std::uint64_t index,
                                                   std::uint64_t size) const {
  if (size > head().size) return beyond(size, head().size);
  return nodes_.with_nodes(
      [&](const ReadNode& read) { return inclusion_proof(crypto_, index, size, read); });
}

Result<std::vector<Digest>> LiveArchive::consistency(std::uint64_t from,
                                                     std::uint64_t to) const {
  if (to > head().size) return beyond(to, head().size);
  return nodes_.with_nodes(
      [&](const ReadNode& read) { return consistency_proof(crypto_, from, to, read); });
}

Result<Digest> LiveArchive::node(NodeId id) const {
  constexpr unsigned kLevels = 64;
  const std::uint64_t size = head().size;
  if (id.level >= kLevels || id.index >= size >> id.level) {
    return fail(Code::not_found, "the tree has no such node yet");
  }
  return nodes_.read(id);
}

Result<TreeHead> LiveArchive::audit() const {
  const TreeHead known = head();
  MENSHEN_TRY(const TreeHead found, ledger::audit(crypto_, journal_, nodes_, known.size));
  if (found == known) return found;
  return fail(Code::corrupt, "the entries do not lead to the root that is published");
}

Result<Instant> load_nodes(Nodes& nodes, const journal::Reader& journal, const Crypto& crypto) {
  MENSHEN_TRY(const std::uint64_t kept, nodes.load());
  if (kept > journal.end()) {
    return fail(Code::corrupt,
                fmt::format("the tree holds {} entries and the journal only {}: segments are "
                            "missing at its end; bring them back from a copy",
                            kept, journal.end()));
  }
  if (kept < journal.first()) {
    return fail(
        Code::corrupt,
        fmt::format("the tree holds {} entries and the journal begins with {}: files of "
                    "the tree are missing; bring them back from a copy",
                    kept, journal.first()));
  }
  Instant last{};
  const auto add = [&](std::uint64_t /*index*/, std::span<const std::byte> record,
                       Instant written) -> Result<> {
    MENSHEN_TRY(const auto parted, part(record));
    nodes.append(leaf_hash(crypto, parted.leaf));
    last = written;
    return {};
  };
  if (auto done = journal.scan(kept, add); !done) return tl::unexpected<Error>(done.error());
  return last;
}

Result<std::unique_ptr<Archive>> open_archive(Files& files, const Crypto& crypto,
                                              const std::filesystem::path& folder) {
  MENSHEN_TRY(auto journal, journal::Journal::read_only(files, journal_folder(folder)));
  auto archive = std::make_unique<KeptArchive>(files, crypto, folder, std::move(journal));
  MENSHEN_TRY([[maybe_unused]] const Instant newest,
              load_nodes(archive->nodes, *archive->journal, crypto));
  if (auto done = archive->publish_all(); !done) return tl::unexpected<Error>(done.error());
  return archive;
}

}  // namespace menshen::ledger
