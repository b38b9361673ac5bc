// From a call to what the gate is asked.
#pragma once

#include "base/error.hpp"
#include "contract/call.hpp"
#include "gate/ask.hpp"
#include "permit/permit.hpp"

namespace menshen::face_api {

// Purpose, device and person that the call names; those that the caller is bound to need not be
// named, and whose faces are only to be found need not be either. Errors: invalid_input when
// one is missing; refused when it is another than the caller is bound to.
[[nodiscard]] Result<gate::Ask> read_ask(const contract::Call& call, Act act);

// The act that the member `operation` names. Errors: invalid_input.
[[nodiscard]] Result<Act> read_act(const contract::Call& call);

}  // namespace menshen::face_api
