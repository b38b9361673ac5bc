#include "gate/mint.hpp"

#include <utility>

#include "base/error.hpp"
#include "ledger/entry.hpp"
#include "ledger/receipt.hpp"
#include "permit/permit.hpp"
#include "policy/decision.hpp"

namespace menshen::gate {

Result<Permit> Mint::permit(const policy::Decision& decision, const ledger::Receipt& receipt,
                            Grant grant) {
  if (decision.outcome() != policy::Outcome::permit) {
    return fail(Code::refused, "the decision does not permit");
  }
  if (decision.action() != name(grant.act)) {
    return fail(Code::refused, "the decision is about another act");
  }
  if (receipt.event() != ledger::Event::decision ||
      receipt.verdict() != ledger::Verdict::permit || receipt.decision() != grant.decision) {
    return fail(Code::refused, "the receipt is not for this decision");
  }
  return Permit(std::move(grant));
}

}  // namespace menshen::gate
