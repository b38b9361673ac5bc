#include "menshen/export_record.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "ledger/ledger.hpp"
#include "ledger/log_store.hpp"
#include "ledger/tiles.hpp"
#include "machine/files.hpp"

namespace menshen::app {

Result<> export_record(const ledger::LogStore& log, const ledger::Ledger& ledger,
                       const std::filesystem::path& folder) {
  MENSHEN_TRY(const auto head, ledger.head());
  std::vector<std::vector<std::byte>> bundle;
  for (std::uint64_t sequence = 0; sequence < head.size; ++sequence) {
    MENSHEN_TRY(auto entry, log.read(sequence));
    bundle.push_back(std::move(entry));
    if (bundle.size() < ledger::kBundleEntries && sequence + 1 < head.size) continue;
    const auto path = ledger::bundle_path(sequence / ledger::kBundleEntries, bundle.size());
    if (auto done = machine::write_file(folder / path, ledger::write_bundle(bundle)); !done) {
      return done;
    }
    bundle.clear();
  }
  // Last, so that a checkpoint never speaks of bundles that are not there yet.
  return machine::write_file(
      folder / "checkpoint",
      ledger::write_checkpoint({.origin = std::string(kRecordOrigin), .head = head}));
}

}  // namespace menshen::app
