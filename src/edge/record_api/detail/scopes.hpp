// Whose records a call asks for, and whose it may see.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "caller/caller.hpp"
#include "contract/call.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::record_api {

// `createSite` of `create` and the kind `site`; `listSites` of `list`.
[[nodiscard]] std::string operation_id(std::string_view verb, registry::Kind kind);

// The one scope that the call names; of somebody who speaks for one person alone, that person.
// Errors: invalid_input when it is none or several; refused when it is of somebody else.
[[nodiscard]] Result<registry::Scope> read_scope(const contract::Call& call);

// False of a record that is about somebody else than the caller may ask about.
[[nodiscard]] bool may_see(const caller::Caller& caller, const registry::Record& record);

}  // namespace menshen::record_api
