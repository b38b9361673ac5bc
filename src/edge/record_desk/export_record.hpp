// The record as files, for whoever wants to check it without the server.
#pragma once

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "ledger/archive.hpp"

namespace menshen::record_desk {

// What stands beside the tiles, for a person to read; empty: left out.
struct ExportedPages {
  std::string key;        // the record's vkey
  std::string retention;  // its policy of pruning
};

// Writes the tiles and bundles of the checkpoint's tree in the layout of c2sp.org/tlog-tiles,
// then `checkpoint`. Into a folder with an older export only what is new is written; partial
// tiles that it no longer needs go. What was pruned is not written, and not removed.
//
//   checkpoint  a signed note over a head of this record
//
// Errors: invalid_input when it is none; corrupt when its root is not the record's; conflict
// when the folder holds a record that this one does not continue; not_found and corrupt as of
// the archive; unavailable when a file cannot be written.
[[nodiscard]] Result<> export_record(const ledger::Archive& archive,
                                     const std::string& checkpoint,
                                     const std::filesystem::path& folder,
                                     const ExportedPages& pages = {});

}  // namespace menshen::record_desk
