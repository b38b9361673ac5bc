// An auditor's check of an exported record: needs the files and nothing of the server.
#pragma once

#include <filesystem>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/tiles.hpp"

namespace menshen::menshen_verify {

// Reads `folder`/checkpoint and the entry bundles it speaks of, and computes the root of the
// tree anew. Errors: not_found or unavailable when a file cannot be read; invalid_input when
// one is not of its format; corrupt when the entries are not those of the checkpoint.
[[nodiscard]] Result<ledger::Checkpoint> verify_record(const std::filesystem::path& folder,
                                                       const Crypto& crypto);

}  // namespace menshen::menshen_verify
