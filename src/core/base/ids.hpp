// The names of things that decisions speak of. Each converts only to itself.
#pragma once

#include "base/strong_id.hpp"

namespace menshen {

using DecisionId = StrongId<struct DecisionTag>;  // random, unguessable
using SubjectId = StrongId<struct SubjectTag>;    // pseudonym; never a civil name
using PurposeId = StrongId<struct PurposeTag>;
using PlaceId = StrongId<struct PlaceTag>;
using DeviceId = StrongId<struct DeviceTag>;

}  // namespace menshen
