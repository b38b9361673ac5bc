// What a device says beside the clients of other APIs: who stands before it now.
#pragma once

#include "compat/desk.hpp"
#include "contract/call.hpp"

namespace menshen::compat {

// announcePerson. Safe to call from several threads at once; `desk` must outlive it.
[[nodiscard]] contract::Operations operations(Desk& desk);

}  // namespace menshen::compat
