// What is to be erased of one person's references.
#pragma once

#include <optional>

#include "base/civil_date.hpp"
#include "base/ids.hpp"

namespace menshen {

struct Erasure {
  SubjectId subject;
  std::optional<PurposeId> purpose;  // none: every purpose
  Instant enrolled_until;            // what was enrolled later stays
};

}  // namespace menshen
