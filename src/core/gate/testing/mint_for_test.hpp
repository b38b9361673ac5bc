// For tests only: the mint's one function, to see what it refuses.
#pragma once

#include <utility>

#include "gate/mint.hpp"

namespace menshen::gate {

class MintForTest {
 public:
  [[nodiscard]] static Result<Permit> permit(const policy::Decision& decision,
                                             const ledger::Receipt& receipt, Grant grant) {
    return Mint::permit(decision, receipt, std::move(grant));
  }
};

}  // namespace menshen::gate
