// Brings the registry to where the record is: after a crash between a change's entry and its
// application, after a restored backup, or from nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/archive.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/registry.hpp"

namespace menshen::state {

// Erases references, which are kept elsewhere, and says how many references there were; durable
// when it returns. To be asked again for what is gone is no error.
using Forget = std::function<Result<std::size_t>(std::span<const Erasure>)>;

// Has what is kept of the person, for one purpose or for all, matched with nothing from now on,
// or matched again, and says how many references there are. It takes a few milliseconds, and to
// forget for good takes longer. Durable when it returns; to be asked again for what is so
// already is no error.
using Freeze = std::function<Result<std::size_t>(
    const SubjectId&, const std::optional<PurposeId>&, bool is_frozen)>;

// Where the record's changes go. It owns none of it.
struct Stores {
  ledger::SubjectKeys& keys;
  registry::Registry& registry;
  Forget forget;
  // None: what is to be forgotten may be matched until it is, and who restricted the use of
  // theirs is known to the registry alone.
  Freeze freeze;
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
