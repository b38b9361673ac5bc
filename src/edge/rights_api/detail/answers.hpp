// Requests of persons, answered: what was asked is done, and the person handed what came of it.
#pragma once

#include "contract/call.hpp"
#include "rights_api/operations.hpp"

namespace menshen::rights_api {

void add_answer_operations(const Ports& ports, contract::Operations& operations);

}  // namespace menshen::rights_api
