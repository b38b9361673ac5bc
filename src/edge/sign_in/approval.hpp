// How a request that takes two persons is known again: by its text, which the second person is
// shown, and whose digest the approval is bound to.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "base/crypto.hpp"
#include "caller/approvals.hpp"
#include "contract/call.hpp"

namespace menshen::sign_in {

// One text for each request: {"body":…,"method":…,"path":…} with the members of every object
// in the order of their names. `path` with the query behind it.
[[nodiscard]] std::string request_text(std::string_view method, std::string_view path,
                                       const boost::json::value& body);

// What the call shows as `X-Approval`; none when it shows nothing.
[[nodiscard]] std::optional<caller::ShownApproval> approval_of(const contract::Call& call,
                                                               const Crypto& crypto);

}  // namespace menshen::sign_in
