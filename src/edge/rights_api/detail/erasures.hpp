// That a person is erased, and what became of each copy.
#pragma once

#include <string>

#include <boost/json/fwd.hpp>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "contract/call.hpp"
#include "rights_api/operations.hpp"

namespace menshen::rights_api {

// Erases, and keeps what is told of it. It names nobody. Errors: those of erasure_desk::erase.
[[nodiscard]] Result<boost::json::object> erase(const Ports& ports, const std::string& actor,
                                                const SubjectId& subject);

void add_erasure_operations(const Ports& ports, contract::Operations& operations);

}  // namespace menshen::rights_api
