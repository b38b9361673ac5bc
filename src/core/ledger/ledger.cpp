#include "ledger/ledger.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "journal/journal.hpp"
#include "ledger/archive.hpp"
#include "ledger/cose_receipt.hpp"
#include "ledger/detail/committer.hpp"
#include "ledger/detail/live_archive.hpp"
#include "ledger/detail/nodes.hpp"
#include "ledger/entry.hpp"
#include "ledger/note.hpp"
#include "ledger/receipt.hpp"
#include "ledger/tiles.hpp"
#include "ledger/tree.hpp"
#include "ledger/witnessing.hpp"

namespace menshen::ledger {
namespace {

namespace fs = std::filesystem;

Result<> within_limits(std::size_t leaf, std::size_t side) {
  if (leaf > kEntryBytesMax) {
    return fail(Code::exhausted,
                fmt::format("an entry of {} bytes; the record takes {}", leaf, kEntryBytesMax));
  }
  if (side > kSideBytesMax) {
    return fail(Code::exhausted, fmt::format("a side record of {} bytes; the record takes {}",
                                             side, kSideBytesMax));
  }
  return {};
}

// An entry on its way into the record.
struct Prepared {
  std::vector<std::byte> leaf;
  Digest hash{};
  std::vector<std::byte> record;
  std::uint32_t crc32c = 0;
};

Result<Prepared> prepare(const Crypto& crypto, const Entry& entry,
                         std::span<const std::byte> side) {
  Prepared made{.leaf = canonical(entry)};
  if (auto fits = within_limits(made.leaf.size(), side.size()); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  made.hash = leaf_hash(crypto, made.leaf);
  made.record = join(made.leaf, side);
  made.crc32c = journal::crc32c(made.record);
  return made;
}

}  // namespace

struct Ledger::State {
  State(const Ports& given, const fs::path& folder, Options chosen,
        std::unique_ptr<journal::Journal> opened)
      : ports(given),
        options(std::move(chosen)),
        journal(std::move(opened)),
        nodes(given.files, given.crypto, nodes_folder(folder)),
        archive(given.crypto, journal->reader(), nodes) {}

  Ports ports;
  Options options;
  std::unique_ptr<journal::Journal> journal;
  Nodes nodes;
  LiveArchive archive;
  std::mutex checkpoint_mutex;
  std::optional<OwnCheckpoint> newest;   // signed last
  std::unique_ptr<Committer> committer;  // the last to be made, the first to end
};

Ledger::Ledger(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(const Ports& ports, const fs::path& folder,
                                             const Options& options) {
  if (auto made = ports.files.make_folder(nodes_folder(folder)); !made) {
    return tl::unexpected<Error>(made.error());
  }
  MENSHEN_TRY(auto journal,
              journal::Journal::open(ports.files, journal_folder(folder), options.journal));
  auto state = std::make_unique<State>(ports, folder, options, std::move(journal));
  MENSHEN_TRY(const Instant newest,
              load_nodes(state->nodes, state->journal->reader(), ports.crypto));
  if (auto done = state->archive.publish_all(); !done) {
    return tl::unexpected<Error>(done.error());
  }
  state->committer =
      std::make_unique<Committer>(CommitParts{.journal = *state->journal,
                                              .nodes = state->nodes,
                                              .archive = state->archive,
                                              .crypto = ports.crypto,
                                              .signer = ports.signer,
                                              .clock = ports.clock},
                                  options.origin, newest, options.on_commit_thread);
  return std::unique_ptr<Ledger>(new Ledger(std::move(state)));
}

Result<Receipt> Ledger::seal(const Entry& entry, std::span<const std::byte> side) {
  MENSHEN_TRY(auto made, prepare(state_->ports.crypto, entry, side));
  const journal::Record record{.bytes = made.record, .crc32c = made.crc32c};
  MENSHEN_TRY(auto place,
              state_->committer->commit(std::span(&record, 1), std::span(&made.hash, 1)));
  return Receipt(place.index, made.hash, std::move(made.leaf), entry, std::move(place.head));
}

void Ledger::seal(const Entry& entry, std::span<const std::byte> side, Sealed then) {
  auto made = prepare(state_->ports.crypto, entry, side);
  if (!made) return then(tl::unexpected<Error>(std::move(made).error()));
  const auto kept = std::make_shared<Prepared>(*std::move(made));
  state_->committer->commit(
      {.bytes = kept->record, .crc32c = kept->crc32c}, kept->hash,
      [kept, entry, then = std::move(then)](Result<Committer::Place> place) {
        if (!place) return then(tl::unexpected<Error>(std::move(place).error()));
        then(Receipt(place->index, kept->hash, std::move(kept->leaf), entry,
                     std::move(place->head)));
      });
}

Result<std::vector<Receipt>> Ledger::seal_all(std::span<const ToSeal> entries) {
  std::vector<Receipt> receipts;
  if (entries.empty()) return receipts;
  std::vector<Prepared> made;
  std::vector<journal::Record> records;
  std::vector<Digest> hashes;
  made.reserve(entries.size());
  records.reserve(entries.size());
  hashes.reserve(entries.size());
  std::size_t bytes = 0;
  for (const ToSeal& each : entries) {
    MENSHEN_TRY(auto one, prepare(state_->ports.crypto, each.entry, each.side));
    bytes += one.record.size();
    if (bytes > kSealAllBytesMax) {
      return fail(Code::exhausted,
                  fmt::format("{} entries of more than {} bytes together; seal fewer at once",
                              entries.size(), kSealAllBytesMax));
    }
    made.push_back(std::move(one));
    records.push_back({.bytes = made.back().record, .crc32c = made.back().crc32c});
    hashes.push_back(made.back().hash);
  }
  MENSHEN_TRY(const auto place, state_->committer->commit(records, hashes));
  receipts.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    receipts.push_back(Receipt(place.index + i, made[i].hash, std::move(made[i].leaf),
                               entries[i].entry, place.head));
  }
  return receipts;
}

Result<std::vector<std::byte>> Ledger::cose(const Receipt& receipt) const {
  const SignedHead& head = receipt.head();
  MENSHEN_TRY(const auto path, state_->archive.inclusion(receipt.sequence(), head.head.size));
  return cose_receipt(head, receipt.sequence(), path, receipt.entry(), state_->ports.crypto);
}

Result<Ledger::Proven> Ledger::receipt(std::uint64_t sequence) const {
  const Ports& ports = state_->ports;
  MENSHEN_TRY(const auto sealed, state_->archive.read(sequence));
  SignedHead head{.origin = state_->options.origin,
                  .key = ports.signer.public_key(),
                  .head = state_->archive.head(),
                  .time = ports.clock.now()};
  head.signature = ports.signer.sign(signed_bytes(head, ports.crypto));
  MENSHEN_TRY(const auto path, state_->archive.inclusion(sequence, head.head.size));
  return Proven{.leaf = leaf_hash(ports.crypto, sealed.leaf),
                .cose = cose_receipt(head, sequence, path, sealed.leaf, ports.crypto)};
}

std::string Ledger::checkpoint() const {
  const Ports& ports = state_->ports;
  const std::scoped_lock lock(state_->checkpoint_mutex);
  auto& newest = state_->newest;
  const TreeHead head = state_->archive.head();
  if (!newest || newest->head != head) {
    newest =
        sign_checkpoint(head, state_->options.origin, ports.signer, ports.crypto, ports.sm2);
  }
  return to_text(newest->note);
}

const Archive& Ledger::archive() const noexcept { return state_->archive; }
const std::string& Ledger::origin() const noexcept { return state_->options.origin; }
const journal::Recovery& Ledger::recovery() const noexcept {
  return state_->journal->recovery();
}
std::optional<Error> Ledger::stopped() const { return state_->committer->stopped(); }

Result<std::uint64_t> Ledger::prune(Instant before) {
  const auto& journal = state_->journal->reader();
  const Error enough{.code = Code::conflict, .what = "found"};
  std::uint64_t oldest_to_keep = journal.end();
  const auto find = [&](std::uint64_t index, std::span<const std::byte> /*record*/,
                        Instant written) -> Result<> {
    if (written < before) return {};
    oldest_to_keep = index;
    return tl::unexpected<Error>(enough);
  };
  if (const auto done = journal.scan(journal.first(), find); !done && done.error() != enough) {
    return tl::unexpected<Error>(done.error());
  }
  // Whole tiles: the minimum index is one's first, and would hide what is younger.
  MENSHEN_TRY([[maybe_unused]] const std::uint64_t first,
              state_->committer->prune(oldest_to_keep / kTileWidth * kTileWidth));
  return state_->archive.minimum_index();
}

}  // namespace menshen::ledger
