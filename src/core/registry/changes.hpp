// What can happen to the records on file. Every change is of this kind, so that the registry
// can be made anew from the changes alone.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "base/civil_date.hpp"
#include "base/ids.hpp"
#include "registry/records.hpp"

namespace menshen::registry {

// Asked for, and there was nothing to change.
struct Nothing {};

struct Stamp {
  std::int64_t version = 1;
  Instant at;
};

// Writes a record, in place of the one with its id if there is one.
struct Put {
  Record record;
  // Of a snapshot: how often it was written before, and when; then it is not written once more.
  std::optional<Stamp> stamp;
};

// Marks every standing consent of the person to the purpose as withdrawn.
struct Withdraw {
  SubjectId subject;
  PurposeId purpose;
  Instant when;
};

// What was kept of the person for the purpose may be kept no longer: its period is over, or the
// consent it rested on. The references go; what was answered stays on file.
struct Lapse {
  SubjectId subject;
  PurposeId purpose;
  Instant when;
};

// Removes the person and everything that is kept about the person.
struct Erase {
  SubjectId subject;
};

// Everything on file was put once more, from that entry of the record on; nothing else was
// changed since. Changes nothing itself.
struct Snapshot {
  std::int64_t first = 0;
};

using Change = std::variant<Nothing, Put, Withdraw, Lapse, Erase, Snapshot>;

// A change, and where it stands in the record.
struct Recorded {
  Change change;
  std::uint64_t entry = 0;
  Instant at;
};

// Whom it is about; none when it is about nobody.
[[nodiscard]] std::optional<SubjectId> person_of(const Record& record);
[[nodiscard]] std::optional<SubjectId> person_of(const Change& change);

}  // namespace menshen::registry
