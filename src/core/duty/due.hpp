// What is to be done, derived from what is on file and the law of the day: the same records on
// the same day always ask for the same, so to catch up after a pause is to compute. It writes
// nothing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "policy/program.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::duty {

// What is kept of a person for a purpose.
struct Reference {
  SubjectId subject;
  PurposeId purpose;
  CivilDate keep_until;  // last lawful day
};

// That somebody's references went: an answer was withdrawn, lapsed, or the person was erased.
struct Removal {
  std::uint64_t entry = 0;  // of the record
  Instant at;
  std::optional<PurposeId> purpose;  // none: every purpose
};

// By id. Done ones too: a reason that was dealt with is not raised again.
using Obligations = std::map<std::string, registry::Obligation>;
using ObligationsOnFile = std::map<std::string, registry::Kept<registry::Obligation>>;

// Lends what it names.
struct View {
  CivilDate day;
  const policy::Program& law;  // of that day
  const registry::Registry& registry;
  const Crypto& crypto;
  registry::OrganizationId organization;
  const ObligationsOnFile& on_file;
  std::int64_t persons = 0;            // of whom references are kept now, wherever
  std::span<const Reference> expired;  // past their last lawful day
};

// What nobody needs to do: it is done by whoever derived it.
struct Lapse {
  SubjectId subject;
  PurposeId purpose;
  CivilDate since;  // the first day on which it may be kept no longer
  // The obligation that says on file that it was done; none: that the reference is gone does.
  std::optional<std::string> told_by;
};

struct Owed {
  Obligations obligations;
  std::vector<Lapse> lapses;
};

// Everything but what `device_copies` says. `raised_on` is the day; `escalation` is not set.
// Errors: unavailable.
[[nodiscard]] Result<Owed> due(const View& view);

// For each device that keeps references of its own: whether some went since it was last said
// to hold none but the server's. One obligation covers all of them, and names nobody.
// `removals` in the order of the record.
[[nodiscard]] Result<Obligations> device_copies(const View& view,
                                                std::span<const Removal> removals);

// The organization's filing record as the stock of persons asks for it, if it must be written:
// the day on which the number was first seen reached stays when the number falls; the count is
// written whenever it passes a mark.
[[nodiscard]] Result<std::optional<registry::Filing>> counted_filing(const View& view);

}  // namespace menshen::duty
