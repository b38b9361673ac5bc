// The record as files, for whoever wants to check it without the server.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.hpp"
#include "ledger/ledger.hpp"
#include "ledger/log_store.hpp"

namespace menshen::app {

// How checkpoints name this record.
inline constexpr std::string_view kRecordOrigin = "menshen";

// Writes `folder`/checkpoint and `folder`/tile/entries/… (ledger/tiles.hpp), as menshen-verify
// reads them. Errors: unavailable.
[[nodiscard]] Result<> export_record(const ledger::LogStore& log, const ledger::Ledger& ledger,
                                     const std::filesystem::path& folder);

}  // namespace menshen::app
