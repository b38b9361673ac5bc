// Brings a recorded change into the stores, in an order that can be cut short anywhere and
// done again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/subject_keys.hpp"
#include "registry/changes.hpp"
#include "registry/registry.hpp"
#include "state/catch_up.hpp"

namespace menshen::state {

// The action of a snapshot's entries; its last one is a registry::Snapshot.
inline constexpr std::string_view kSnapshot = "state.snapshot";

struct Deed {
  std::size_t records = 0;     // written, marked or removed
  std::size_t references = 0;  // erased
};

// References of a withdrawn consent, or that lapsed, are erased before the registry moves on:
// until then the change can be read again. An erased person's keys are destroyed first, all at
// once; from then on whoever finds the person on file without a key ends what was cut short.
//   enrolled_until  references of a withdrawn consent, or that lapsed, stay when they are
//   younger
[[nodiscard]] Result<Deed> carry_out(const Stores& stores, const registry::Recorded& recorded,
                                     Instant enrolled_until);

// Has what is kept of a person frozen, or thawed, as the change puts the person on file.
[[nodiscard]] Result<> freeze_as_put(const Stores& stores, const registry::Change& change);

// Removes whatever the stores hold of a person whose key is destroyed. The registry is the
// last, so that the person is on file as long as anything is left.
//   next  as of registry::Registry::apply
[[nodiscard]] Result<Deed> remove_without_key(const Stores& stores, const SubjectId& subject,
                                              std::uint64_t next);

}  // namespace menshen::state
