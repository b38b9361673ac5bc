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

// Writes a record, in place of the one with its id if there is one.
struct Put {
  Record record;
};

// Marks every standing consent of the person to the purpose as withdrawn.
struct Withdraw {
  SubjectId subject;
  PurposeId purpose;
  Instant when;
};

// Removes the person and the person's consents.
struct Erase {
  SubjectId subject;
};

// Everything on file was put once more, from that entry of the record on; nothing else was
// changed since. Changes nothing itself.
struct Snapshot {
  std::int64_t first = 0;
};

using Change = std::variant<Nothing, Put, Withdraw, Erase, Snapshot>;

// Whom it is about; none when it is about nobody.
[[nodiscard]] std::optional<SubjectId> person_of(const Change& change);

}  // namespace menshen::registry
