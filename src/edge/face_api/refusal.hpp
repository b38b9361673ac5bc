// What the law's refusal of an act is answered with.
#pragma once

#include "contract/call.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"

namespace menshen::face_api {

// Of what the law refused, or could not permit for want of facts: a problem document of status
// 403, with grounds, articles and what would make it lawful.
[[nodiscard]] http::Response to_refusal(const gate::Reply& reply, contract::Language language);

}  // namespace menshen::face_api
