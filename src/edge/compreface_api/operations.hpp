// The REST API of CompreFace, so that its clients need no change. What a call means here, and
// what is different, is in docs/compatibility.md.
#pragma once

#include <string_view>

#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "http/message.hpp"

namespace menshen::compreface_api {

// comprefaceAddFace, …: every operation of api/compreface.yaml. Safe to call from several
// threads at once; `desk` must outlive them.
[[nodiscard]] contract::Operations operations(compat::Desk& desk);

inline constexpr std::string_view kErrorShape = "ComprefaceError";

// A problem document as CompreFace tells errors: `message` and `code`, with the problem in it.
[[nodiscard]] http::Response to_error(http::Response problem);

}  // namespace menshen::compreface_api
