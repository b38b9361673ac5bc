// Port: what the clockwork asks of those who keep references.
#pragma once

#include <cstdint>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "duty/due.hpp"

namespace menshen::duty {

// Safe to call from several threads at once.
class References {
 public:
  References() = default;
  References(const References&) = delete;
  References& operator=(const References&) = delete;
  References(References&&) = delete;
  References& operator=(References&&) = delete;
  virtual ~References();

  // Of how many distinct persons references are kept now, for every purpose and at every site.
  // Errors: unavailable.
  [[nodiscard]] virtual Result<std::int64_t> persons() const = 0;

  // Those whose last lawful day lies before `day`. Errors: unavailable.
  [[nodiscard]] virtual Result<std::vector<Reference>> expired(CivilDate day) const = 0;
};

}  // namespace menshen::duty
