// Everything that the record says of one decision, in one file, to be checked by anyone without
// the server (证据包).
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "ledger/archive.hpp"

namespace menshen::record_desk {

// What came of a decision later than this is not looked for: what the gate does, it does within
// seconds. Clocks that were set meanwhile may be as far off.
inline constexpr std::chrono::minutes kEvidenceWindow{1};

// What evidence is made of. It owns none of it.
struct EvidenceSources {
  const ledger::Archive& archive;
  std::string published;                 // the newest checkpoint that others have seen
  std::function<std::string()> present;  // one of the record as it is now
  std::string key;                       // the record's vkey
  // COSE, of an entry. Errors: those of Ledger::receipt.
  std::function<Result<std::vector<std::byte>>(std::uint64_t)> receipt;
};

// A tar archive (POSIX.1-1988 ustar) with one folder `menshen-bundle-DECISION`:
//
//   README.txt      how to check it, in Chinese and English
//   key             the record's vkey
//   checkpoint      the one that the proofs lead to: the published one if it holds all entries
//   N.tlog-proof    entry N with its proof (c2sp.org/tlog-proof)
//   N.receipt.cose  its receipt (RFC 9942)
//   N.json          the entry in words
//
// Of each entry of the decision, which is looked for by the time in its id (a UUID, version 7),
// so that the record is not read from its beginning. Errors: not_found when there is no such
// entry, or it was pruned; those of the archive and of `receipt`.
[[nodiscard]] Result<std::string> evidence_of(const EvidenceSources& sources,
                                              std::string_view decision);

}  // namespace menshen::record_desk
