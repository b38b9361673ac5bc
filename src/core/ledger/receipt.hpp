// Proof that an entry is in the record, and durable.
#pragma once

#include <cstdint>

#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "ledger/entry.hpp"

namespace menshen::ledger {

class Ledger;

// Only Ledger::seal makes one. Copies are harmless: it says that something was written down,
// and allows nothing by itself.
class Receipt {
 public:
  [[nodiscard]] std::uint64_t sequence() const noexcept { return sequence_; }
  [[nodiscard]] const Digest& leaf() const noexcept { return leaf_; }
  [[nodiscard]] const DecisionId& decision() const noexcept { return decision_; }
  [[nodiscard]] Event event() const noexcept { return event_; }
  [[nodiscard]] Verdict verdict() const noexcept { return verdict_; }

 private:
  friend class Ledger;

  Receipt(std::uint64_t sequence, const Digest& leaf, const Entry& entry)
      : sequence_(sequence),
        leaf_(leaf),
        decision_(entry.decision),
        event_(entry.event),
        verdict_(entry.verdict) {}

  std::uint64_t sequence_;
  Digest leaf_;
  DecisionId decision_;
  Event event_;
  Verdict verdict_;
};

}  // namespace menshen::ledger
