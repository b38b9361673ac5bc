// From the law's answer to the gate's own words.
#pragma once

#include "gate/reply.hpp"
#include "ledger/entry.hpp"
#include "policy/decision.hpp"

namespace menshen::gate {

[[nodiscard]] ledger::Verdict record_verdict(policy::Outcome outcome) noexcept;

// Verdict, grounds, missing facts and exceptions of `decision`; the rest is the act's.
[[nodiscard]] Reply reply_to(const policy::Decision& decision);

}  // namespace menshen::gate
