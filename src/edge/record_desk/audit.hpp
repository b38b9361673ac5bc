// Everything about a record that can be checked from the record alone, and what was begun in it
// and not ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/sm2.hpp"
#include "law_desk/words.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "ledger/note.hpp"
#include "ledger/tree.hpp"

namespace menshen::record_desk {

// A permit, or a change that is told in two entries, without the entry that says what came of
// it: the process ended between them, or is at work now.
struct Unfinished {
  std::uint64_t index = 0;
  ledger::Event event = ledger::Event::decision;
  DecisionId decision;
  Instant time;
  std::string action;
};

struct Audit {
  std::uint64_t first = 0;  // oldest entry that is kept and so was checked
  ledger::TreeHead head;
  std::optional<std::uint64_t> published;  // size of the published checkpoint
  std::vector<Unfinished> unfinished;      // in the order of the record
  std::vector<std::string> faults;         // why the record is not whole; empty: it is
};

// A published checkpoint: a signed note, and the key that must have signed it. Where the record
// has an SM2 key too, its line need not be there, but if it is, it must hold.
struct Published {
  std::string checkpoint;
  ledger::VerifierKey key;
  const Sm2Signer* sm2 = nullptr;
};

// The head that the checkpoint speaks of, if the record has grown from it. Errors: corrupt when
// it has not, or the keys did not sign it; invalid_input when it is no checkpoint; those of the
// archive.
[[nodiscard]] Result<ledger::TreeHead> published_head(const Published& published,
                                                      const ledger::Archive& archive,
                                                      const Crypto& crypto);

// Recomputes every hash, reads every entry, and holds the published checkpoint to the tree. A
// fault is a finding, not an error. Errors: unavailable.
[[nodiscard]] Result<Audit> audit_record(const ledger::Archive& archive,
                                         const std::optional<Published>& published,
                                         const Crypto& crypto);

[[nodiscard]] std::string audit_as_text(const Audit& audit, law_desk::Language language);
[[nodiscard]] std::string audit_as_json(const Audit& audit);

}  // namespace menshen::record_desk
