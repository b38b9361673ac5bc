// That a change which forgets is done to the end, as the gate says it of its own.
#pragma once

#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "ledger/receipt.hpp"
#include "menshen/wire.hpp"

namespace menshen::app {

struct Done {
  std::string_view action;
  PurposeId purpose;
  std::optional<SubjectId> subject;  // whose key still stands; then the entry commits to them
};

[[nodiscard]] Result<> seal_done(const Parts& parts, const ledger::Receipt& receipt,
                                 const Done& done);

}  // namespace menshen::app
