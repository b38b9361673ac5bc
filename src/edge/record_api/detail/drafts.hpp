// Drafts of impact assessments.
#pragma once

#include "contract/call.hpp"
#include "record_api/operations.hpp"

namespace menshen::record_api {

void add_draft_operations(const Ports& ports, contract::Operations& operations);

}  // namespace menshen::record_api
