// Brings the registry to where the record is: after a crash between a change's entry and its
// application, after a restored backup, or from nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/archive.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/registry.hpp"

namespace menshen::state {

// What must be forgotten of a person outside the registry.
struct Forgotten {
  SubjectId subject;
  std::optional<PurposeId> purpose;  // none: every purpose
  Instant enrolled_until;            // what is younger stays
};

// Erases it and says how many references there were; durable when it returns. To be asked again
// for what is gone is no error.
using Forget = std::function<Result<std::size_t>(const Forgotten&)>;

// Has nothing of it matched from now on, within a few milliseconds; to forget it for good takes
// longer. Durable when it returns.
using Halt = std::function<Result<>(const SubjectId&, const std::optional<PurposeId>&)>;

// Where the record's changes go. It owns none of it.
struct Stores {
  ledger::SubjectKeys& keys;
  registry::Registry& registry;
  Forget forget;
  Halt halt = {};  // none: what is to be forgotten may be matched until it is
};

struct CaughtUp {
  std::uint64_t entries = 0;  // of the record, from where it began
  std::uint64_t changes = 0;  // applied
  std::uint64_t erased = 0;   // passed over: about persons whose key is destroyed
};

// Applies every change that the record holds and the registry has not yet. What the record says
// to be forgotten is forgotten again, so that an older vault brings nobody back. Can be cut
// short anywhere and called again; while it runs nobody else may change the record or the
// stores. A registry that is empty is made anew from the whole record, or, when its beginning
// was pruned, from the newest snapshot that is kept whole (State::reseal). Whoever is on
// file and has no key any more is removed.
//
// Errors: conflict when the registry is ahead of the record, or entries it lacks were pruned
// and no snapshot stands for them;
// corrupt, naming the entry, when one cannot be understood; those of the stores.
[[nodiscard]] Result<CaughtUp> catch_up(const ledger::Archive& archive, const Stores& stores,
                                        const Crypto& crypto);

}  // namespace menshen::state
