// Records of every kind: to list, to read, to write.
#pragma once

#include <memory>

#include "contract/call.hpp"
#include "record_api/operations.hpp"

namespace menshen::record_api {

void add_record_operations(const Ports& ports, contract::Operations& operations);

}  // namespace menshen::record_api
