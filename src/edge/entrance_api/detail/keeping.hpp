// What is kept beside the sessions: passes and PINs, and the times of both ways.
#pragma once

#include "contract/call.hpp"
#include "entrance_api/operations.hpp"

namespace menshen::entrance_api {

// createPass, listPasses, revokePass, makePin, removePin, getEntranceParity.
void add_keeping(const Ports& ports, contract::Operations& operations);

}  // namespace menshen::entrance_api
