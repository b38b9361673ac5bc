// The record of what was decided and done. It has no off switch: what cannot be written down
// is not done.
#pragma once

#include <cstdint>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/entry.hpp"
#include "ledger/log_store.hpp"
#include "ledger/receipt.hpp"

namespace menshen::ledger {

// What an auditor compares: how many entries there are, and the root over all of them.
struct TreeHead {
  std::uint64_t size = 0;
  Digest root{};

  bool operator==(const TreeHead&) const = default;
};

// Lends its store and cryptography; safe to call from several threads at once, as they are.
class Ledger {
 public:
  Ledger(LogStore& store, const Crypto& crypto) : store_(store), crypto_(crypto) {}

  // Returns once the entry is durable. Errors: unavailable, and then it is not recorded.
  [[nodiscard]] Result<Receipt> seal(const Entry& entry);

  // Reads the whole log. Errors: unavailable.
  [[nodiscard]] Result<TreeHead> head() const;

 private:
  LogStore& store_;
  const Crypto& crypto_;
};

}  // namespace menshen::ledger
