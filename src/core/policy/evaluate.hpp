// May this act happen, on these facts, under the law of this day?
#pragma once

#include <string_view>

#include "policy/decision.hpp"
#include "policy/facts.hpp"
#include "policy/program.hpp"

namespace menshen::policy {

// Applies every rule of `program` that governs `action` to `facts`, without short cuts.
//
// Pure: the same law, day, action and facts give the same Decision on every machine.
// Default deny: an action that no basis in force speaks of, or that the law does not know,
// is denied. A violated rule denies; else an undetermined one leaves it undetermined; else
// the act is permitted. An exception lifts what it names, and only when known to hold. The
// order of rules makes no difference. `facts` must have been made with the vocabulary of
// the program's law.
[[nodiscard]] Decision evaluate(const Program& program, std::string_view action,
                                const Facts& facts);

// The same into a Decision that evaluate() made before; once that has held as much, nothing
// is allocated.
void evaluate_into(const Program& program, std::string_view action, const Facts& facts,
                   Decision& decision);

}  // namespace menshen::policy
