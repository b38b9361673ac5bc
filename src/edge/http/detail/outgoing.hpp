// A response, as the bytes that are sent.
#pragma once

#include <optional>
#include <string>

#include "http/detail/incoming.hpp"
#include "http/message.hpp"

namespace menshen::http {

// The status line and the fields; the body is not in it. None when a field would say something
// else than it holds: whoever made it took text from outside.
[[nodiscard]] std::optional<std::string> head_of(const Response& response,
                                                 const Framing& framing);

}  // namespace menshen::http
