#include "ledger/ledger.hpp"

#include <cstdint>
#include <vector>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "ledger/entry.hpp"
#include "ledger/log_store.hpp"
#include "ledger/receipt.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {

LogStore::~LogStore() = default;

Result<Receipt> Ledger::seal(const Entry& entry) {
  const auto bytes = canonical(entry);
  MENSHEN_TRY(const auto sequence, store_.append(bytes));
  return Receipt(sequence, leaf_hash(crypto_, bytes), entry);
}

Result<TreeHead> Ledger::head() const {
  MENSHEN_TRY(const auto size, store_.size());
  std::vector<Digest> leaves;
  leaves.reserve(size);
  for (std::uint64_t sequence = 0; sequence < size; ++sequence) {
    MENSHEN_TRY(const auto bytes, store_.read(sequence));
    leaves.push_back(leaf_hash(crypto_, bytes));
  }
  return TreeHead{.size = size, .root = root_of(crypto_, leaves)};
}

}  // namespace menshen::ledger
