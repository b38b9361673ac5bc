// Which references went, as the record tells it. Its leaves say when, and for which purpose,
// and never of whom: so what is left to do on devices names nobody either.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/error.hpp"
#include "duty/due.hpp"
#include "ledger/archive.hpp"

namespace menshen::duty {

// Remembers how far it read: the first reading goes through the whole record that is kept, a
// later one through what came since. Not safe to call from several threads at once.
class Removals {
 public:
  // In the order of the record; valid until the next call. Errors: those of the archive.
  [[nodiscard]] Result<std::span<const Removal>> read(const ledger::Archive& archive);

 private:
  std::vector<Removal> found_;
  std::uint64_t next_ = 0;
};

}  // namespace menshen::duty
