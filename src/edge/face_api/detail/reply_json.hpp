// The gate's replies as the contract has them. No picture, template or vector is in any.
#pragma once

#include "gate/reply.hpp"
#include "http/message.hpp"
#include "permit/permit.hpp"

namespace menshen::face_api {

// Of what was permitted and done: status 200.
[[nodiscard]] http::Response to_answer(const gate::Reply& reply, Act act);

// Of what was only asked, whatever the law says: status 200.
[[nodiscard]] http::Response to_opinion(const gate::Reply& reply);

}  // namespace menshen::face_api
