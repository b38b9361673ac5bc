// What the law said to who only asked, as the contract's schema `Decision` has it.
#pragma once

#include <boost/json/fwd.hpp>

#include "gate/reply.hpp"

namespace menshen::face_api {

[[nodiscard]] boost::json::object opinion(const gate::Reply& reply);

}  // namespace menshen::face_api
