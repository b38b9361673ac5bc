// What somebody wants done with a face.
#pragma once

#include <string>

#include "base/ids.hpp"

namespace menshen::gate {

// The caller names things; what they are is read from the registry.
struct Ask {
  std::string actor;  // role or key that asks; stands in the record, so never a person's name
  PurposeId purpose;
  DeviceId device;
  SubjectId subject;  // who is said to stand there; of an evaluation, the set of photographs
};

}  // namespace menshen::gate
