// room: ledger
// refused: is private within this context|calling a private constructor
#include "ledger/receipt.hpp"

namespace menshen::gate {
std::uint64_t claim(const ledger::Entry& entry) {
#ifdef REFUSED
  return ledger::Receipt(0, Digest{}, {}, entry, nullptr).sequence();
#else
  return entry.rules.size();
#endif
}
}  // namespace menshen::gate
