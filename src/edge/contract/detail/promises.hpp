// Whether an answer is one that the contract promises.
#pragma once

#include <string>

#include "contract/detail/operations.hpp"
#include "http/message.hpp"

namespace menshen::contract::detail {

// What of it is not as the contract has it, by status and JSON Pointer; empty: nothing.
[[nodiscard]] std::string broken_promise(const Described& operation,
                                         const http::Response& answer);

}  // namespace menshen::contract::detail
