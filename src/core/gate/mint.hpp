// Where permits are made, and the only place. Small, so that it can be read whole.
#pragma once

#include "base/error.hpp"
#include "ledger/receipt.hpp"
#include "permit/permit.hpp"
#include "policy/decision.hpp"

namespace menshen::gate {

class Mint {
 private:
  friend class Gate;
  friend class MintForTest;

  // A permit for what `decision` permits and `receipt` proves to be on record.
  // Errors: refused when the decision does not permit, is about another act than the grant,
  // or the receipt is not for a permitting decision of the grant's id.
  [[nodiscard]] static Result<Permit> permit(const policy::Decision& decision,
                                             const ledger::Receipt& receipt, Grant grant);
};

}  // namespace menshen::gate
