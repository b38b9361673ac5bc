// What an operation answers when a room could not do what was asked.
#pragma once

#include "base/error.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"

namespace menshen::contract {

// The error's own words are given only where they are about what the caller sent; of the
// machine nobody outside learns.
[[nodiscard]] http::Response to_response(const Error& error, Language language);

}  // namespace menshen::contract
