// Proof that an entry is in the record, and durable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/crypto.hpp"
#include "base/ids.hpp"
#include "ledger/cose_receipt.hpp"
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
  // In its one byte form.
  [[nodiscard]] std::span<const std::byte> entry() const noexcept { return entry_; }
  [[nodiscard]] Event event() const noexcept { return event_; }
  [[nodiscard]] Verdict verdict() const noexcept { return verdict_; }

  // The head of the batch that the entry was sealed in, signed.
  [[nodiscard]] const SignedHead& head() const noexcept { return *head_; }

 private:
  friend class Ledger;

  Receipt(std::uint64_t sequence, const Digest& leaf, std::vector<std::byte> canonical,
          const Entry& entry, std::shared_ptr<const SignedHead> head)
      : sequence_(sequence),
        leaf_(leaf),
        entry_(std::move(canonical)),
        decision_(entry.decision),
        event_(entry.event),
        verdict_(entry.verdict),
        head_(std::move(head)) {}

  std::uint64_t sequence_;
  Digest leaf_;
  std::vector<std::byte> entry_;
  DecisionId decision_;
  Event event_;
  Verdict verdict_;
  std::shared_ptr<const SignedHead> head_;
};

}  // namespace menshen::ledger
